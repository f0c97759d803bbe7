"""The demo's sample designs by product: file, title in both languages, search words."""

from app.demo.designs import DESIGNS

PRINTED: dict[str, tuple[tuple[str, str, str, str], ...]] = {
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
        (
            "flyer-bazar",
            "Selebaran Bazar UMKM Kampung Rasa",
            "Kampung Rasa bazaar handbill",
            "umkm jajanan pasar kuliner bazar",
        ),
        (
            "flyer-tari",
            "Selebaran kelas tari tradisional",
            "Traditional dance class handbill",
            "tari budaya sanggar seni anak",
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
        (
            "poster-konser",
            "Poster konser Nada Rimba",
            "Nada Rimba concert poster",
            "musik hutan senja konser",
        ),
        (
            "poster-layang",
            "Poster festival layang-layang",
            "Kite festival poster",
            "pantai anak wisata festival",
        ),
        (
            "poster-seminar",
            "Poster seminar desain kampus",
            "Campus design seminar poster",
            "kampus seminar grafis",
        ),
    ),
    "spanduk": (
        (
            "spanduk-kopi",
            "Spanduk pembukaan kedai kopi",
            "Coffee shop opening banner",
            "kafe kopi promo grand opening toko",
        ),
        (
            "spanduk-hut-ri",
            "Spanduk perayaan kampung 17 Agustus",
            "Independence Day feast banner",
            "kampung lomba kemerdekaan merah putih warga",
        ),
        (
            "spanduk-ppdb",
            "Spanduk penerimaan siswa baru",
            "School admission banner",
            "sekolah pendaftaran pendidikan ppdb",
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
        (
            "xbanner-batik",
            "X-banner pameran batik",
            "Batik exhibition banner",
            "pameran batik budaya",
        ),
        (
            "xbanner-sekolah",
            "X-banner PPDB SMP",
            "Junior high admission banner",
            "sekolah ppdb siswa pendidikan",
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
        (
            "stiker-keripik",
            "Label keripik tempe Mak Ijah",
            "Mak Ijah tempeh crisps label",
            "umkm makanan kemasan keripik",
        ),
        (
            "stiker-sambal-botol",
            "Label botol sambal bawang",
            "Garlic sambal bottle label",
            "umkm makanan botol pedas",
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
        (
            "kalender-nusantara",
            "Kalender meja Borobudur 2027",
            "Borobudur desk calendar 2027",
            "meja wisata candi nusantara",
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
        (
            "kartu-arsitek",
            "Kartu nama arsitek Ruang Teduh",
            "Ruang Teduh architect card",
            "arsitek interior hijau",
        ),
        (
            "kartu-florist",
            "Kartu nama toko bunga Melati",
            "Melati florist card",
            "bunga florist merah muda",
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
        (
            "proposal-sponsor",
            "Proposal sponsor festival film",
            "Film festival sponsorship proposal",
            "sponsor acara sekolah",
        ),
        (
            "proposal-laporan",
            "Laporan tahunan koperasi",
            "Cooperative annual report",
            "laporan koperasi tani grafik",
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
        (
            "nota-batik",
            "Nota rangkap tiga toko batik",
            "Three-ply batik shop receipts",
            "ncr nota kuitansi toko",
        ),
    ),
}
SAMPLES = PRINTED | DESIGNS
