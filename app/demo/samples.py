"""The demo's sample designs by product: file, title in both languages, search words."""

SAMPLES: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "brosur": (
        (
            "brosur-raja-ampat",
            "Brosur wisata Raja Ampat",
            "Raja Ampat travel brochure",
            "wisata travel laut pulau papua lipat tiga biru",
        ),
        (
            "brosur-kopi-senja",
            "Brosur menu Kopi Senja",
            "Kopi Senja menu brochure",
            "kafe kopi menu restoran lipat tiga cokelat",
        ),
        (
            "brosur-klinik",
            "Brosur klinik keluarga",
            "Family clinic brochure",
            "kesehatan dokter rumah sakit lipat dua hijau",
        ),
    ),
    "flyer": (
        (
            "flyer-seafood",
            "Flyer menu ikan bakar",
            "Seafood menu flyer",
            "makanan restoran warung laut promo biru",
        ),
        (
            "flyer-pentas-seni",
            "Flyer pentas seni sekolah",
            "School art fair flyer",
            "sekolah bazar acara anak warna geometris",
        ),
    ),
    "poster": (
        (
            "poster-jazz-gunung",
            "Poster konser jazz gunung",
            "Mountain jazz concert poster",
            "musik konser saksofon bromo malam festival",
        ),
        (
            "poster-keroncong",
            "Poster malam keroncong",
            "Keroncong night poster",
            "musik tradisional solo cuk retro kawung",
        ),
    ),
    "x-banner": (
        (
            "x-banner-kopi",
            "X-banner pembukaan kedai kopi",
            "Coffee shop opening x-banner",
            "kafe grand opening promo senja",
        ),
        (
            "x-banner-sekolah",
            "X-banner penerimaan siswa baru",
            "School admission x-banner",
            "sekolah pendaftaran ppdb pendidikan pesantren",
        ),
    ),
    "stiker": (
        (
            "stiker-sambal",
            "Label sambal UMKM",
            "Sambal jar label",
            "umkm makanan kemasan toples cabai merah",
        ),
        (
            "stiker-kopi-gayo",
            "Label kemasan kopi Gayo",
            "Gayo coffee pouch label",
            "kopi kemasan aceh pouch hijau",
        ),
    ),
    "undangan": (
        (
            "undangan-jawa",
            "Undangan Jawa motif gunungan",
            "Javanese invitation with gunungan",
            "pernikahan adat jawa parang emas yogyakarta",
        ),
        (
            "undangan-minang",
            "Undangan Minang rumah gadang",
            "Minang invitation with rumah gadang",
            "pernikahan adat minang songket merah padang",
        ),
        (
            "undangan-bali",
            "Undangan Bali bunga kamboja",
            "Balinese frangipani invitation",
            "pernikahan adat bali bunga jepun hijau",
        ),
    ),
    "kalender": (
        (
            "kalender-gunung",
            "Kalender dinding pegunungan 2027",
            "Mountain wall calendar 2027",
            "dinding gunung bromo alam foto",
        ),
        (
            "kalender-masjid",
            "Kalender meja masjid 2027",
            "Mosque desk calendar 2027",
            "meja hijriah ramadan islam masjid",
        ),
        (
            "kalender-batik",
            "Kalender poster batik 2027",
            "Batik poster calendar 2027",
            "satu lembar batik truntum nila setahun",
        ),
    ),
    "kartu-nama": (
        (
            "kartu-nama-batik",
            "Kartu nama toko batik",
            "Batik shop business card",
            "batik kawung nila emas butik",
        ),
        (
            "kartu-nama-arsitek",
            "Kartu nama studio arsitek",
            "Architecture studio business card",
            "minimalis arsitek tropis terakota",
        ),
    ),
    "proposal": (
        (
            "proposal-layang",
            "Proposal sponsor festival layang-layang",
            "Kite festival sponsorship proposal",
            "sponsor acara festival spiral bali",
        ),
        (
            "proposal-desa",
            "Laporan program desa wisata",
            "Village tourism report",
            "laporan desa sawah kkn softcover hijau",
        ),
    ),
    "buku-nota": (
        (
            "nota-toko",
            "Nota toko bangunan rangkap tiga",
            "Building shop receipt, three plies",
            "ncr faktur toko nomor urut",
        ),
        (
            "nota-kuitansi",
            "Kuitansi katering",
            "Catering payment receipt",
            "kuitansi pembayaran katering oranye",
        ),
    ),
    "logo": (
        (
            "logo-tenun",
            "Logo tenun Rinjani",
            "Tenun Rinjani logo",
            "merek kain tenun lombok geometris",
        ),
        (
            "logo-jamu",
            "Logo kedai jamu",
            "Jamu shop logo",
            "merek minuman jamu herbal daun",
        ),
    ),
    "company-profile": (
        (
            "profil-samudra",
            "Company profile perusahaan logistik",
            "Logistics company profile",
            "perusahaan pelabuhan kapal korporat biru",
        ),
        (
            "profil-tani",
            "Company profile koperasi tani",
            "Farmers’ cooperative company profile",
            "koperasi pertanian hijau sawah annual report",
        ),
    ),
    "layout": (
        (
            "layout-majalah",
            "Tata letak majalah Pasar Apung",
            "Floating market magazine spread",
            "majalah banjarmasin halaman ganda editorial",
        ),
        (
            "layout-modul",
            "Tata letak buku pelajaran",
            "School book layout",
            "modul buku sekolah ipa tata surya",
        ),
    ),
    "editing": (
        (
            "editing-produk",
            "Foto produk sebelum dan sesudah",
            "Product photo before and after",
            "foto produk hapus latar retouch sepatu",
        ),
        (
            "editing-naskah",
            "Penyuntingan naskah cerita",
            "Story manuscript editing",
            "naskah ejaan koreksi proofreading",
        ),
    ),
    "film": (
        (
            "film-klaket",
            "Film pendek: klaket dan bingkai",
            "Short film: slate and frame",
            "film pendek kamera klaket pantai",
        ),
        (
            "film-storyboard",
            "Papan cerita video profil",
            "Profile video storyboard",
            "storyboard video profil iklan batik",
        ),
    ),
}
