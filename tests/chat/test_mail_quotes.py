"""An answer's own words: the older mail and the signature go, whatever is not sure stays."""

import pytest

from app.chat.mail_html import words_of
from app.chat.mail_quotes import own_words

GMAIL = """Baik, warnanya sudah pas.

Terima kasih!

Pada Sen, 23 Nov 2026 pukul 10.04 Percetakan Melati <noreply@melati.example>
menulis:

> Halo Ani,
>
> Pesanan Anda siap.
"""
APPLE = """Yes, please start.

Sent from my iPhone

> On 23 Nov 2026, at 10.04, Percetakan Melati <noreply@melati.example> wrote:
>
> Our price is ready.
"""
OUTLOOK = """Setuju, lanjut saja.

________________________________
Dari: Percetakan Melati <noreply@melati.example>
Dikirim: Senin, 23 November 2026 10.04
Kepada: ani@example.com
Subjek: Harga kami

Harga sudah siap: Rp100.000.
"""
OLD_OUTLOOK = """Fine.

-----Original Message-----
From: Percetakan Melati [mailto:noreply@melati.example]
Sent: Monday, November 23, 2026 10:04
To: ani@example.com
Subject: Our price

Our price is ready.
"""
THUNDERBIRD = """On 23/11/2026 10:04, Percetakan Melati wrote:
> Please send us new files.

"""
SIGNED = """Tolong dikirim ke toko.

--\x20
Ani Lestari
Warung Bahagia
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GMAIL, "Baik, warnanya sudah pas.\n\nTerima kasih!"),
        (APPLE, "Yes, please start."),
        (OUTLOOK, "Setuju, lanjut saja."),
        (OLD_OUTLOOK, "Fine."),
        (THUNDERBIRD, ""),
        (SIGNED, "Tolong dikirim ke toko."),
        (GMAIL.replace("\n", "\r\n"), "Baik, warnanya sudah pas.\n\nTerima kasih!"),
        ("", ""),
    ],
)
def test_only_the_new_words_are_left(text: str, words: str) -> None:
    assert own_words(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Dari: Jakarta\nKe: Solo\nTanggal: 3 Desember",
        "- 100 lembar A5\n- 20 lembar A3",
        "On the back side I wrote:\nGood luck, Budi!",
        "Pada prinsipnya setuju.\nLanjut saja.",
        "> Warna mana?\n\nYang biru.\n\n> Ukuran?\n\nA5.",
        "Jawaban saya di bawah.\n\nPada Sen, 23 Nov Melati <a@melati.example> menulis:\n> A?\nYa.",
        "Sent from my heart\ndan juga dari toko.",
    ],
)
def test_nothing_is_lost_that_may_be_new(text: str) -> None:
    assert own_words(text) == text


def test_a_long_mail_is_looked_through_in_no_time() -> None:
    assert own_words("Pada " * 200_000 + "\n" + "wrote " * 200_000).startswith("Pada")
    lines = "> a\nOn <a@b> wrote:\nFrom: a@b\n" * 100_000 + "Ya."
    assert own_words(lines).startswith("> a")


def test_html_becomes_lines_and_its_quotations_are_marked() -> None:
    html = (
        "<html><head><style>p{color:red}</style></head><body>"
        "<div>Baik&nbsp;sekali,<br>lanjut!</div><div><br></div>"
        "<ul><li>100 lembar</li></ul><div>On Mon <a href='x'>Melati</a> &lt;a@melati.example&gt; "
        "wrote:</div><blockquote><p>Halo Ani</p></blockquote></body></html>"
    )
    assert words_of(html).splitlines() == [
        "Baik\N{NO-BREAK SPACE}sekali,",
        "lanjut!",
        "",
        "100 lembar",
        "On Mon Melati <a@melati.example> wrote:",
        "> Halo Ani",
    ]
    assert own_words(words_of(html)).endswith("100 lembar")
