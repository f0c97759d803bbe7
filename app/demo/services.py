"""What the demo studio designs and films, in both languages."""

from app.demo.shelf import BRIEF, EXPRESS, Listed

SERVICES: tuple[Listed, ...] = (
    Listed(
        sku="LGO-01",
        slug="logo",
        category="Desain",
        name=("Desain Logo", "Logo Design"),
        summary=(
            "Tiga konsep, dua kali revisi, berkas lengkap untuk cetak dan layar.",
            "Three concepts, two rounds of changes, files for print and screen.",
        ),
        description=(
            "Kami mulai dari cerita usaha Anda, lalu menggambar. Anda menerima AI, PDF, SVG, dan "
            "PNG beserta panduan warna satu halaman.",
            "We begin with your story, then draw. You receive AI, PDF, SVG and PNG files with a "
            "one-page colour guide.",
        ),
        unit=("logo", "logos"),
        prices={1: 750_000},
        days=(5, 10),
        slots=BRIEF,
        options=(
            (
                "Paket",
                "Package",
                (
                    ("Dasar", "Basic", "order", 0),
                    ("Lengkap dengan panduan merek", "With brand guide", "order", 850_000),
                ),
            ),
        ),
        tags="merek brand identitas umkm",
    ),
    Listed(
        sku="CPR-01",
        category="Desain",
        name=("Company Profile", "Company Profile"),
        summary=(
            "Profil perusahaan: naskah, foto, tata letak, sampai cetak.",
            "Company profiles: copy, photographs, layout and print.",
        ),
        description=(
            "Buku profil yang membuat calon mitra percaya. Penulis, fotografer, dan desainer kami "
            "datang ke tempat Anda; penawaran disusun setelah berbincang.",
            "A book that lets partners trust you. Our writer, photographer and designer come to "
            "your place; the quotation follows our first talk.",
        ),
        unit=("proyek", "projects"),
        prices={},
        days=(10, 20),
        slots=BRIEF,
        options=(
            (
                "Jumlah halaman",
                "Pages",
                (
                    ("12–16 halaman", "12–16 pages", "order", 0),
                    ("20–32 halaman", "20–32 pages", "order", 0),
                    ("Lebih dari 32", "More than 32", "order", 0),
                ),
            ),
        ),
        tags="profil perusahaan korporat annual report",
    ),
    Listed(
        sku="LYT-01",
        slug="layout",
        category="Desain",
        name=("Jasa Layout", "Layout Service"),
        summary=(
            "Tata letak buku, majalah, dan modul, siap cetak.",
            "Layout of books, magazines and course books, ready for print.",
        ),
        description=(
            "Naskah mentah menjadi halaman yang nyaman dibaca: gaya paragraf, daftar isi, gambar, "
            "dan margin jilid yang benar.",
            "Raw text becomes pages that read well: paragraph styles, contents, pictures and the "
            "right binding margin.",
        ),
        unit=("halaman", "pages"),
        prices={10: 20000, 50: 16000, 100: 13000, 200: 11000},
        least=10,
        days=(3, 7),
        accepted="docx pdf odt txt zip jpg png",
        slots=(("Naskah", "Text", True), ("Gambar", "Pictures", False)),
        options=(
            (
                "Kerumitan",
                "Complexity",
                (
                    ("Teks saja", "Text only", "unit", 0),
                    ("Teks dan gambar", "Text and pictures", "unit", 5000),
                    ("Tabel dan rumus", "Tables and formulas", "unit", 9000),
                ),
            ),
        ),
        tags="tata letak buku majalah modul desain",
    ),
    Listed(
        sku="EDT-01",
        slug="editing",
        category="Desain",
        name=("Jasa Editing", "Editing Service"),
        summary=(
            "Perbaikan foto dan naskah: seleksi, warna, ejaan, kalimat.",
            "Photo and text editing: cut-outs, colour, spelling, sentences.",
        ),
        description=(
            "Foto produk dengan latar bersih, foto lama yang dipulihkan, atau naskah yang "
            "diperiksa sesuai PUEBI. Satu satuan berarti satu foto atau satu halaman.",
            "Product shots on a clean ground, old photographs restored, or copy checked by a "
            "native editor. One unit is one photo or one page.",
        ),
        unit=("foto/halaman", "photos/pages"),
        prices={1: 35000, 10: 25000, 25: 20000, 50: 16000},
        days=(1, 3),
        accepted="jpg png tif psd docx pdf zip",
        slots=(("Foto atau naskah", "Photos or text", True),),
        options=(
            (
                "Pekerjaan",
                "Work",
                (
                    ("Warna dan cahaya", "Colour and light", "unit", 0),
                    ("Hapus latar", "Remove background", "unit", 5000),
                    ("Restorasi foto lama", "Restore an old photo", "unit", 65000),
                ),
            ),
        ),
        rush=EXPRESS,
        tags="edit foto retouch proofreading naskah",
    ),
    Listed(
        sku="VID-01",
        slug="film",
        category="Video",
        name=("Film & Video", "Film & Video"),
        summary=(
            "Video profil, dokumentasi acara, dan film pendek dari naskah sampai tayang.",
            "Profile videos, event films and shorts, from script to screen.",
        ),
        description=(
            "Satu tim kecil dengan kamera sinema, drone berizin, dan penyunting yang sabar. Kami "
            "kirim penawaran setelah mendengar cerita dan tempat pengambilan gambarnya.",
            "A small crew with cinema cameras, a licensed drone and a patient editor. You get a "
            "quotation once we know the story and the place.",
        ),
        unit=("proyek", "projects"),
        prices={},
        days=(7, 21),
        accepted="pdf docx jpg png mp4 mov zip",
        slots=BRIEF,
        options=(
            (
                "Jenis",
                "Kind",
                (
                    ("Video profil 2–3 menit", "Profile of 2–3 minutes", "order", 0),
                    ("Dokumentasi acara", "Event film", "order", 0),
                    ("Film pendek", "Short film", "order", 0),
                ),
            ),
        ),
        tags="film video dokumentasi drone company iklan",
    ),
)
