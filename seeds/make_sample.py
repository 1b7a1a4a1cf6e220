"""Writes the binary files of seeds/sample: `python seeds/make_sample.py`. Like all of the sample, the texts are invented."""

import gzip
from pathlib import Path

SAMPLE = Path(__file__).parent / "sample"

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>Coast Watch</title>
<id>urn:uuid:5a0c3e52-6b0f-4c1e-9a57-0a3f1c2d4e5f</id>
<link href="https://www.coastwatch.example/"/>
<updated>2024-03-08T17:00:00Z</updated>
<entry>
<title>Lighthouse keeper retires after 41 years</title>
<id>tag:coastwatch.example,2024:lighthouse</id>
<link href="https://www.coastwatch.example/lighthouse-keeper"/>
<published>2024-03-08T15:30:00Z</published>
<updated>2024-03-08T16:10:00Z</updated>
<author><name>Moira Penhale</name></author>
<content type="html">&lt;p&gt;The last keeper of the Carrick light put out the lamp for the final time on Friday and walked
down its 196 steps, as he had done some 30,000 times since 1983.&lt;/p&gt;&lt;p&gt;From now on a sensor decides when it is dark.
The lighthouse board says that it saves 85,000 pounds a year.&lt;/p&gt;&lt;p&gt;&quot;It will not know when the fog is only
thinking about coming,&quot; the keeper said.&lt;/p&gt;</content>
</entry>
<entry>
<title>Beach closed while seals give birth</title>
<id>tag:coastwatch.example,2024:seals</id>
<link href="https://www.coastwatch.example/beach-closed"/>
<updated>2024-03-08T16:45:00Z</updated>
<summary>Two miles of sand near the estuary stay closed until 20 March so that seals can rear their pups.</summary>
</entry>
</feed>
"""

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} - Prairie Examiner</title>
<meta property="og:site_name" content="Prairie Examiner">
<meta property="article:published_time" content="{published}"></head>
<body><nav><a href="/">Home</a> <a href="/farm">Farm</a> <a href="/sport">Sport</a></nav>
<article><h1>{title}</h1>{paragraphs}</article>
<footer><p>Prairie Examiner, printed in two colours since 1908</p></footer></body></html>
"""

PAGES = [
    (
        "https://www.prairieexaminer.example/farm/canola-rail",
        "Canola waits for wagons as rail repairs drag on",
        "2024-03-05T08:00:00-06:00",
        [
            "About 700,000 tonnes of canola are waiting in Saskatchewan for trains to the coast, the grain council said on "
            "Monday, after a washed-out bridge closed the main line for a third week.",
            "Canada exported 5.9 million tonnes of the oilseed in the season to the end of February, down 11 percent from a "
            "year earlier. Buyers in Japan have begun to ask for Australian cargoes instead.",
            "Farmers pay C$9 a tonne and month for storage. Some have put the seed into curling rinks, which are dry, cool "
            "and, as one of them remarked, empty since the home team lost.",
            "The railway hopes to reopen one of the two tracks by the middle of the month.",
        ],
    ),
    (
        "https://www.prairieexaminer.example/news/town-clock",
        "Town clock to stay seven minutes fast",
        "2024-03-05T17:30:00-06:00",
        [
            "The clock on the town hall will stay seven minutes fast, the council decided on Tuesday by five votes to four, "
            "ending a dispute that began when a new mayor missed his own swearing-in.",
            "Shopkeepers had collected 1,260 signatures for the old time. It gets people to the bus, they argued, and nobody "
            "has complained in sixty years.",
            "A watchmaker had offered to set the hands right for 300 dollars. He was thanked for his interest.",
        ],
    ),
]
NOT_FOUND = ("https://www.prairieexaminer.example/gone", b"<html><body><h1>404</h1><p>No such page.</p></body></html>")


def _response(number: int, url: str, status: str, page: bytes) -> bytes:
    """A WARC 1.1 response record (ISO 28500); ids and dates are fixed, so that the file is the same each time."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\n\r\n".encode()
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2024-03-09T06:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http) + len(page)}\r\n\r\n"
    )
    return head.encode() + http + page + b"\r\n\r\n"


def main() -> None:
    """Write the files."""
    (SAMPLE / "08-coast-watch.xml.gz").write_bytes(gzip.compress(ATOM.encode(), 9, mtime=0))
    records = []
    for number, (url, title, published, paragraphs) in enumerate(PAGES, 1):
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        page = PAGE.format(title=title, published=published, paragraphs=body).encode()
        records.append(_response(number, url, "200 OK", page))
    records.append(_response(len(PAGES) + 1, NOT_FOUND[0], "404 Not Found", NOT_FOUND[1]))
    members = [gzip.compress(record, 9, mtime=0) for record in records]  # a gzip member each, as the standard asks
    (SAMPLE / "11-crawl.warc.gz").write_bytes(b"".join(members))
    cut = b'{"title": "Glass bottle drifts from Galway to Bermuda", "text": "A bottle with a letter from a school class'
    (SAMPLE / "14-cut.json.gz").write_bytes(gzip.compress(cut, 9, mtime=0)[:70])


if __name__ == "__main__":
    main()
