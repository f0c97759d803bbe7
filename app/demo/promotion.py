"""What the demo studio prints to draw attention, in both languages."""

from app.demo.shelf import ARTWORK, DESIGN, EXPRESS, FRONT_BACK, LAMINATE, Listed, paper

PROMOTION: tuple[Listed, ...] = (
    Listed(
        sku="BRS-A4",
        category="Promosi",
        name=("Brosur", "Brochure"),
        trim=(297, 210),
        summary=(
            "Brosur A4 lipat dua atau tiga, warna tajam di kedua sisi.",
            "A4 brochure folded in two or three, sharp colour on both sides.",
        ),
        description=(
            "Cerita usaha Anda dalam satu lipatan: menu kafe, paket wisata, profil klinik, atau "
            "program sekolah.\n\nCetak offset digital dua sisi, dipotong dan dilipat rapi. Berkas "
            "dengan bleed 3 mm dan teks minimal 5 mm dari tepi memberi hasil terbaik.",
            "Your story in one fold: a café menu, a travel package, a clinic or a school "
            "programme.\n\nDigital offset on both sides, cut and folded neatly. Files with 3 mm "
            "bleed and text at least 5 mm from the edge come out best.",
        ),
        unit=("lembar", "sheets"),
        prices={50: 3500, 100: 2800, 250: 2100, 500: 1600, 1000: 1250, 2500: 980},
        least=50,
        slots=FRONT_BACK,
        options=(
            paper(
                ("Art paper 120 gsm", 0), ("Art paper 150 gsm", 250), ("Matt paper 150 gsm", 350)
            ),
            (
                "Lipatan",
                "Fold",
                (
                    ("Lipat tiga", "Three panels", "unit", 0),
                    ("Lipat dua", "Two panels", "unit", 0),
                    ("Lipat Z", "Z fold", "unit", 100),
                ),
            ),
            DESIGN,
        ),
        rush=EXPRESS,
        tags="leaflet pamflet trifold menu wisata promosi",
    ),
    Listed(
        sku="FLY-A5",
        category="Promosi",
        name=("Flyer", "Flyer"),
        summary=(
            "Selebaran A5 atau A6 untuk promo harian dan acara.",
            "A5 or A6 handbills for daily promos and events.",
        ),
        description=(
            "Cara tercepat memberi tahu satu kampung: promo akhir pekan, pembukaan toko, bazar "
            "sekolah. Mulai dari 100 lembar, selesai esok hari.",
            "The fastest way to tell the whole neighbourhood: a weekend promo, a shop opening, a "
            "school bazaar. From 100 sheets, ready tomorrow.",
        ),
        unit=("lembar", "sheets"),
        prices={100: 1200, 250: 850, 500: 600, 1000: 450, 2500: 350, 5000: 290},
        least=100,
        days=(1, 3),
        slots=FRONT_BACK,
        options=(
            (
                "Ukuran",
                "Size",
                (
                    ("A5 (14,8 × 21 cm)", "A5 (14.8 × 21 cm)", "unit", 0),
                    ("A6 (10,5 × 14,8 cm)", "A6 (10.5 × 14.8 cm)", "unit", 0),
                    ("A4 (21 × 29,7 cm)", "A4 (21 × 29.7 cm)", "unit", 450),
                ),
            ),
            (
                "Sisi cetak",
                "Printed sides",
                (("Satu sisi", "One side", "unit", 0), ("Dua sisi", "Both sides", "percent", 35)),
            ),
            paper(("Art paper 120 gsm", 0), ("Art paper 150 gsm", 150)),
            DESIGN,
        ),
        tags="selebaran pamflet promo bazar umkm",
    ),
    Listed(
        sku="PST-A3",
        category="Promosi",
        name=("Poster", "Poster"),
        summary=(
            "Poster A3 sampai A1 untuk konser, seminar, dan etalase.",
            "A3 to A1 posters for concerts, seminars and shop windows.",
        ),
        description=(
            "Warna pekat yang menarik mata dari seberang jalan. Pilih art carton untuk dalam "
            "ruangan atau stiker vinil untuk ditempel di kaca.",
            "Deep colour that catches the eye from across the street. Choose art carton for "
            "indoors or vinyl sticker for glass.",
        ),
        unit=("lembar", "sheets"),
        prices={1: 15000, 10: 12000, 25: 9500, 50: 8000, 100: 6500},
        days=(1, 2),
        slots=ARTWORK,
        options=(
            (
                "Ukuran",
                "Size",
                (
                    ("A3 (29,7 × 42 cm)", "A3 (29.7 × 42 cm)", "unit", 0),
                    ("A2 (42 × 59,4 cm)", "A2 (42 × 59.4 cm)", "unit", 17000),
                    ("A1 (59,4 × 84,1 cm)", "A1 (59.4 × 84.1 cm)", "unit", 45000),
                ),
            ),
            paper(("Art carton 210 gsm", 0), ("Photo paper 230 gsm", 4000), ("Stiker vinil", 6000)),
            LAMINATE,
            DESIGN,
        ),
        tags="plakat konser seminar film event",
    ),
    Listed(
        sku="XBN-60",
        category="Promosi",
        name=("X-Banner", "X-Banner"),
        summary=(
            "Banner berdiri 60 × 160 cm lengkap dengan rangka dan tas.",
            "Standing banner of 60 × 160 cm with frame and bag.",
        ),
        description=(
            "Pasang dalam satu menit, lipat kembali ke dalam tas. Cocok untuk pameran, meja "
            "pendaftaran, dan depan toko.",
            "Up in one minute, folded back into its bag. For fairs, registration desks and shop "
            "fronts.",
        ),
        unit=("buah", "pieces"),
        prices={1: 85000, 5: 78000, 10: 70000, 25: 64000},
        days=(1, 2),
        slots=ARTWORK,
        options=(
            (
                "Bahan",
                "Material",
                (
                    ("Flexi 280 gsm", "Flexi 280 gsm", "unit", 0),
                    ("Albatros doff", "Albatros matt", "unit", 30000),
                    ("Kain satin", "Satin cloth", "unit", 55000),
                ),
            ),
            (
                "Rangka",
                "Frame",
                (
                    ("Rangka dan tas", "Frame and bag", "unit", 0),
                    ("Rangka outdoor", "Outdoor frame", "unit", 45000),
                ),
            ),
            DESIGN,
        ),
        tags="standing banner pameran spanduk",
    ),
    Listed(
        sku="SPD-01",
        category="Promosi",
        name=("Spanduk", "Banner Cloth"),
        summary=(
            "Spanduk ukuran bebas, dihitung per meter persegi.",
            "Banners of any size, counted by the square metre.",
        ),
        description=(
            "Untuk pembukaan toko, acara kampung, dan pagar sekolah. Tulis lebar dan tinggi, harga "
            "langsung terlihat; semakin luas pesanan, semakin murah meternya.\n\nCetak indoor "
            "atau outdoor tahan hujan, tepi dilipat rapi.",
            "For shop openings, village feasts and school fences. Write width and height and see "
            "the price at once; the larger the order, the cheaper the metre.\n\nPrinted for "
            "indoors or rain-proof for outdoors, with neatly folded edges.",
        ),
        unit=("lembar", "pieces"),
        prices={1: 45000, 5: 38000, 10: 33000, 25: 28000, 50: 25000},
        days=(1, 3),
        slots=ARTWORK,
        options=(
            (
                "Bahan",
                "Material",
                (
                    ("Flexi 280 gsm", "Flexi 280 gsm", "percent", 0),
                    ("Flexi 340 gsm", "Flexi 340 gsm", "percent", 20),
                    ("Kain satin", "Satin cloth", "percent", 85),
                ),
            ),
            (
                "Pinggiran",
                "Edges",
                (
                    ("Mata ayam di sudut", "Eyelets in the corners", "unit", 0),
                    ("Mata ayam keliling", "Eyelets all around", "unit", 10000),
                    ("Selongsong untuk kayu", "Sleeves for poles", "unit", 15000),
                ),
            ),
            DESIGN,
        ),
        tags="banner backdrop umbul-umbul kain mmt baliho acara",
        by_area=True,
        least_cm2=5000,
        rush=EXPRESS,
    ),
    Listed(
        sku="STK-A3",
        slug="stiker",
        category="Promosi",
        name=("Stiker Label", "Label Sticker"),
        summary=(
            "Stiker kemasan tahan air, dipotong sesuai bentuk.",
            "Waterproof packaging stickers, cut to shape.",
        ),
        description=(
            "Label keripik, kopi, sambal, dan kosmetik yang tidak luntur di lemari es. Dihitung "
            "per lembar A3+, potong kiss-cut sudah termasuk.",
            "Labels for crisps, coffee, sambal and cosmetics that survive the fridge. Counted by "
            "A3+ sheet, kiss cut included.",
        ),
        unit=("lembar A3+", "A3+ sheets"),
        prices={5: 14000, 20: 12000, 50: 10000, 100: 8500},
        least=5,
        days=(1, 3),
        slots=ARTWORK,
        options=(
            paper(("Chromo", 0), ("Vinil putih", 5000), ("Vinil transparan", 6500)),
            LAMINATE,
            DESIGN,
        ),
        tags="label kemasan umkm produk sticker",
    ),
)
