"""The sample designs of what the demo studio draws, edits and films; see samples.py."""

DESIGNS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "logo": (
        (
            "logo-tenun",
            "Logo tenun Rinjani",
            "Tenun Rinjani logo",
            "merek kain tenun lombok geometris",
        ),
        ("logo-jamu", "Logo kedai jamu", "Jamu shop logo", "merek minuman jamu herbal daun"),
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
        (
            "profil-konstruksi",
            "Profil perusahaan konstruksi",
            "Construction company profile",
            "gedung jembatan korporat",
        ),
        ("profil-kebun", "Profil perkebunan teh", "Tea plantation profile", "teh kebun hijau"),
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
        ("layout-kuliner", "Tata letak majalah kuliner", "Food magazine layout", "majalah kuliner"),
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
            "Foto sepatu batik sebelum dan sesudah",
            "Batik shoe photo before and after",
            "foto produk hapus latar retouch sepatu",
        ),
        (
            "editing-naskah",
            "Penyuntingan naskah cerita",
            "Story manuscript editing",
            "naskah ejaan koreksi proofreading",
        ),
        (
            "editing-madu",
            "Foto madu hutan sebelum dan sesudah",
            "Forest honey photo before and after",
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
        ("film-pendek", "Film pendek “Pulang”", "“Pulang”, a short film", "film pendek senja"),
        (
            "film-profil",
            "Video profil kampung batik",
            "Batik village profile film",
            "video profil batik",
        ),
    ),
}
