"""Names as people here have them; as many of each as a telephone book would show."""

GIVEN = (
    "Agus", "Ahmad", "Andi", "Anisa", "Arif", "Asih", "Ayu", "Bagus", "Bambang", "Bayu", "Budi",
    "Citra", "Dedi", "Dewi", "Dian", "Dimas", "Dwi", "Eka", "Eko", "Endang", "Fajar", "Farah",
    "Fitri", "Galih", "Gita", "Hadi", "Hana", "Hendra", "Herman", "Ika", "Indah", "Intan",
    "Irfan", "Iwan", "Joko", "Kartika", "Ketut", "Krisna", "Lestari", "Lina", "Made", "Maria",
    "Mega", "Mira", "Nanda", "Nia", "Novi", "Nur", "Nyoman", "Okta", "Putri", "Putu", "Rahma",
    "Rani", "Ratna", "Reni", "Reza", "Rian", "Rina", "Rizki", "Rudi", "Sari", "Siti", "Slamet",
    "Sri", "Sugeng", "Susi", "Taufik", "Teguh", "Titin", "Tono", "Tri", "Tuti", "Udin", "Umi",
    "Utami", "Vina", "Wahyu", "Wati", "Wawan", "Wayan", "Wulan", "Yanti", "Yoga", "Yuli",
    "Yusuf", "Zahra",
)  # fmt: skip
FAMILY = (
    "Abdullah", "Adiputra", "Anggraini", "Ardiansyah", "Astuti", "Aryani", "Basuki", "Cahyono",
    "Darmawan", "Effendi", "Fauzi", "Firmansyah", "Ginting", "Gunawan", "Hakim", "Halim",
    "Handayani", "Hapsari", "Harahap", "Hardjo", "Haryanto", "Hidayat", "Iskandar", "Kurniawan",
    "Kusuma", "Laksono", "Lubis", "Mahendra", "Manurung", "Marpaung", "Maulana", "Mulyani",
    "Mulyono", "Nasution", "Nugraha", "Nugroho", "Nurhaliza", "Oktaviani", "Pangestu",
    "Permana", "Pertiwi", "Prabowo", "Pradana", "Pratama", "Prasetyo", "Purnomo", "Purwanto",
    "Rahardjo", "Rahmawati", "Ramadhan", "Ritonga", "Riyadi", "Safitri", "Santoso", "Saputra",
    "Sasmita", "Setiawan", "Sihombing", "Simanjuntak", "Siregar", "Situmorang", "Soleh",
    "Sudarsono", "Suharto", "Sulistyo", "Sunarto", "Suprapto", "Surbakti", "Suryadi", "Susanto",
    "Sutrisno", "Syahputra", "Tampubolon", "Utomo", "Wardani", "Wibisono", "Wibowo",
    "Wicaksono", "Widodo", "Wijaya", "Winata", "Wirawan", "Wiyono", "Yudhistira", "Yulianto",
    "Zulkarnain",
)  # fmt: skip
BUSINESSES = ("Toko", "Warung", "Kopi", "Klinik", "Bengkel", "Butik", "Sekolah", "CV", "Apotek")
