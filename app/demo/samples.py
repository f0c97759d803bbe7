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
            "kalender-nusantara",
            "Kalender meja Borobudur 2027",
            "Borobudur desk calendar 2027",
            "meja wisata candi nusantara",
        ),
    ),
    "flyer": (
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
    "x-banner": (
        (
            "xbanner-batik",
            "X-banner pameran batik",
            "Batik exhibition banner",
            "pameran batik budaya",
        ),
        (
            "xbanner-sekolah",
            "X-banner penerimaan siswa baru",
            "School admission banner",
            "sekolah ppdb siswa pendidikan",
        ),
    ),
    "stiker": (
        (
            "stiker-keripik",
            "Label keripik tempe Mak Ijah",
            "Mak Ijah tempeh crisps label",
            "umkm makanan kemasan keripik",
        ),
        ("stiker-sambal", "Label sambal bawang", "Garlic sambal label", "umkm makanan botol pedas"),
    ),
    "kartu-nama": (
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
            "Nota rangkap tiga toko batik",
            "Three-ply batik shop receipts",
            "nota kuitansi toko",
        ),
    ),
    "logo": (
        ("logo-lembayung", "Logo kopi Lembayung", "Lembayung coffee logo", "kopi senja ungu"),
        ("logo-samudra", "Logo ikan segar Samudra", "Samudra fresh fish logo", "ikan laut biru"),
        (
            "logo-warung",
            "Logo rumah makan Bundo",
            "Bundo restaurant logo",
            "padang minang rumah makan",
        ),
    ),
    "company-profile": (
        (
            "profil-konstruksi",
            "Profil perusahaan konstruksi",
            "Construction company profile",
            "gedung jembatan korporat",
        ),
        ("profil-kebun", "Profil perkebunan teh", "Tea plantation profile", "teh kebun hijau"),
    ),
    "layout": (
        ("layout-majalah", "Tata letak majalah kuliner", "Food magazine layout", "majalah kuliner"),
        (
            "layout-buku-anak",
            "Tata letak buku cerita anak",
            "Picture book layout",
            "buku anak kancil",
        ),
    ),
    "editing": (
        (
            "editing-produk",
            "Foto produk sebelum dan sesudah",
            "Product photo before and after",
            "foto produk madu",
        ),
        (
            "editing-foto-lama",
            "Restorasi foto keluarga",
            "Family photo restored",
            "foto lama restorasi",
        ),
    ),
    "film": (
        ("film-pendek", "Film pendek “Pulang”", "“Pulang”, a short film", "film pendek senja"),
        (
            "film-profil",
            "Video profil kampung batik",
            "Batik village profile film",
            "video profil batik",
        ),
    ),
}
