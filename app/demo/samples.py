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
    ),
}
