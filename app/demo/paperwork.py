"""What the demo studio prints for families and offices, in both languages."""

from app.demo.shelf import ARTWORK, DESIGN, EXPRESS, FRONT_BACK, LAMINATE, Listed, paper

PAPERWORK: tuple[Listed, ...] = (
    Listed(
        sku="UND-01",
        category="Undangan & Acara",
        name=("Undangan", "Invitation"),
        summary=(
            "Undangan pernikahan, khitanan, dan syukuran dengan motif Nusantara.",
            "Invitations for weddings and family celebrations with motifs of the archipelago.",
        ),
        description=(
            "Dari parang Jawa, songket Minang, sampai ukiran Bali: desainer kami menyesuaikan "
            "motif, warna, dan naskah dengan keluarga Anda.\n\nHarga sudah termasuk amplop dan "
            "plastik pelindung. Nama tamu dapat dicetak langsung.",
            "From Javanese parang and Minang songket to Balinese carving: our designers fit motif, "
            "colour and words to your family.\n\nEnvelope and sleeve are included. Guests' names "
            "can be printed on them.",
        ),
        unit=("undangan", "invitations"),
        prices={100: 6500, 200: 5200, 300: 4600, 500: 3900, 1000: 3300},
        least=100,
        days=(5, 8),
        accepted="pdf ai cdr psd jpg png docx xlsx",
        slots=(
            ("Naskah undangan", "Text of the invitation", True),
            ("Daftar nama tamu", "List of guests", False),
            ("Foto mempelai", "Photos of the couple", False),
        ),
        options=(
            (
                "Model",
                "Style",
                (
                    ("Satu lembar", "Single card", "unit", 0),
                    ("Lipat dua", "Folded in two", "unit", 900),
                    ("Hardcover", "Hard cover", "unit", 6500),
                ),
            ),
            (
                "Hiasan",
                "Finishing",
                (
                    ("Tanpa hiasan", "No decoration", "unit", 0),
                    ("Foil emas", "Gold foil", "unit", 1500),
                    ("Emboss", "Embossing", "unit", 1200),
                ),
            ),
            (
                "Nama tamu",
                "Guests' names",
                (
                    ("Tidak dicetak", "Not printed", "unit", 0),
                    ("Dicetak di label", "Printed on labels", "unit", 250),
                ),
            ),
        ),
        tags="pernikahan wedding nikah khitanan jawa minang bali sunda",
        setup=100_000,
    ),
    Listed(
        sku="KLD-26",
        category="Undangan & Acara",
        name=("Kalender", "Calendar"),
        summary=(
            "Kalender meja atau dinding dengan foto dan tanggal merah Anda sendiri.",
            "Desk or wall calendars with your own pictures and holidays.",
        ),
        description=(
            "Hadiah yang dilihat sepanjang tahun. Penanggalan Masehi, Jawa, dan Hijriah tersedia; "
            "kami siapkan tanggal merah resmi.",
            "A gift that is looked at all year. Gregorian, Javanese and Hijri dates are available; "
            "we set the official holidays.",
        ),
        unit=("eksemplar", "copies"),
        prices={25: 32000, 50: 27000, 100: 22500, 250: 18500, 500: 15500},
        least=25,
        days=(4, 7),
        slots=(("Foto atau desain", "Photos or design", True), ("Logo", "Logo", False)),
        options=(
            (
                "Jenis",
                "Kind",
                (
                    ("Meja, 13 lembar", "Desk, 13 sheets", "unit", 0),
                    ("Dinding, 6 lembar", "Wall, 6 sheets", "unit", 6000),
                    ("Dinding, 12 lembar", "Wall, 12 sheets", "unit", 14000),
                ),
            ),
            DESIGN,
        ),
        tags="penanggalan tahun hijriah masjid sekolah hadiah",
        setup=75_000,
    ),
    Listed(
        sku="KRN-01",
        category="Perkantoran",
        name=("Kartu Nama", "Business Card"),
        trim=(90, 55),
        summary=(
            "Kartu nama dua sisi, satu kotak isi 100 lembar.",
            "Business cards on both sides, 100 in a box.",
        ),
        description=(
            "Kesan pertama yang enak dipegang. Selesai hari yang sama untuk berkas siap cetak yang "
            "masuk sebelum pukul 10.",
            "A first impression that feels good in the hand. Same day for print-ready files that "
            "arrive before ten.",
        ),
        unit=("kotak", "boxes"),
        prices={1: 45000, 3: 40000, 5: 36000, 10: 32000},
        days=(1, 2),
        slots=FRONT_BACK,
        options=(
            paper(("Art carton 260 gsm", 0), ("Concorde 220 gsm", 15000), ("BW 250 gsm", 10000)),
            LAMINATE,
            DESIGN,
        ),
        rush=EXPRESS,
        tags="name card perkenalan bisnis",
    ),
    Listed(
        sku="PRP-01",
        category="Perkantoran",
        name=("Proposal", "Proposal"),
        summary=(
            "Proposal dan laporan dijilid rapi, isi warna, sampul keras atau lunak.",
            "Proposals and reports neatly bound, in colour, soft or hard cover.",
        ),
        description=(
            "Proposal sponsor, company profile ringkas, skripsi, laporan tahunan. Harga dihitung "
            "untuk 20 halaman A4; halaman tambahan lewat obrolan pesanan.",
            "Sponsorship proposals, short company profiles, theses, annual reports. The price is "
            "for 20 A4 pages; more pages through the order's conversation.",
        ),
        unit=("buku", "copies"),
        prices={1: 48000, 5: 42000, 10: 37000, 25: 32000, 50: 28000},
        days=(1, 3),
        accepted="pdf docx pptx indd",
        slots=(("Isi", "Contents", True), ("Sampul", "Cover", False)),
        options=(
            (
                "Jilid",
                "Binding",
                (
                    ("Spiral kawat", "Wire binding", "unit", 0),
                    ("Softcover lem panas", "Perfect binding", "unit", 8000),
                    ("Hardcover", "Hard cover", "unit", 35000),
                ),
            ),
            paper(("HVS 100 gsm", 0), ("Art paper 120 gsm", 12000)),
        ),
        rush=EXPRESS,
        tags="jilid laporan skripsi sponsor buku",
    ),
    Listed(
        sku="NTA-01",
        category="Perkantoran",
        name=("Buku Nota", "Receipt Book"),
        summary=(
            "Nota NCR rangkap dua atau tiga dengan logo dan nomor urut.",
            "NCR receipt books in two or three plies with logo and serial numbers.",
        ),
        description=(
            "Nota, kuitansi, dan surat jalan tanpa karbon, 50 set per buku, dengan perforasi dan "
            "nomor yang tidak pernah melompat.",
            "Receipts, invoices and delivery notes without carbon, 50 sets a book, perforated, "
            "with numbers that never skip.",
        ),
        unit=("buku", "books"),
        prices={10: 16000, 20: 13500, 50: 11500, 100: 9800},
        least=10,
        days=(3, 5),
        slots=ARTWORK,
        options=(
            (
                "Rangkap",
                "Plies",
                (("Dua rangkap", "Two", "unit", 0), ("Tiga rangkap", "Three", "unit", 5500)),
            ),
            (
                "Nomor urut",
                "Serial numbers",
                (
                    ("Dengan nomor", "Numbered", "unit", 500),
                    ("Tanpa nomor", "No numbers", "unit", 0),
                ),
            ),
        ),
        tags="kuitansi surat jalan ncr faktur",
        setup=60_000,
    ),
)
