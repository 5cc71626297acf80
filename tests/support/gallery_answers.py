"""Complete, right answers to each of the gallery's services, as a draft stores them. `FILE` stands for an upload."""

import datetime

FILE = ["0b0e7a52-7a76-4a9c-9b43-1d9f0ff1a111"]
TRUTH = "Semua keterangan di atas benar dan saya bertanggung jawab atasnya."
ADDRESS = {
    "street": "Jalan Melati 7", "rt": "003", "rw": "005", "village": "33.75.01.1002", "postcode": "51111",
}  # fmt: skip
HARDSHIP = "Surat Keterangan Tidak Mampu (SKTM)"
BIRTH = "Pencatatan Kelahiran (F-2.01)"
BUSINESS = "Surat Keterangan Usaha (SKU)"
ADVERT = "Izin Penyelenggaraan Reklame"
LEAVE = "Permintaan dan Pemberian Cuti PNS"
KGB = "Kenaikan Gaji Berkala (KGB)"

RAISE = {
    "kgb-nip": "198712202011012014", "kgb-nama": "Maria Yosefina Lalong, S.E.", "kgb-gol": "gol-iii",
    "kgb-pangkat": "kgb-iii-c", "kgb-jabatan": "Analis", "kgb-unit": "Sekretariat", "kgb-hukuman": False,
    "kgb-skp": "skp-baik", "kgb-gaji-lama": 3_500_000, "kgb-sk-no": "800/12/2024", "kgb-sk-tgl": "2024-05-20",
    "kgb-sk-oleh": "Kepala Dinas", "kgb-tmt-lama": "2024-07-01", "kgb-mk-lama": 12, "kgb-mkb-lama": 6,
    "kgb-tmt-baru": "2026-07-01", "kgb-gaji-baru": 3_610_000, "kgb-mk-baru": 14, "kgb-mkb-baru": 6,
    "kgb-pengantar": FILE, "kgb-sk-pangkat": FILE, "kgb-pernah": True, "kgb-sk-kgb": FILE, "kgb-file-skp": FILE,
    "kgb-lain": None, "kgb-nyata": TRUTH,
}  # fmt: skip

BORN = {
    "lhr-nik": "3375014508850001", "lhr-kk": "3375010101100001", "lhr-nama": "Sari", "lhr-hp": "+6281234567890",
    "lhr-email": None, "lhr-temuan": False, "lhr-hub": "hub-ibu", "lhr-anak": "Bintang Contoh", "lhr-jk": "jk-laki",
    "lhr-tgl": "2026-02-20", "lhr-jam": "04:30", "lhr-tempat": "tpt-pkm", "lhr-kota": "Pekalongan",
    "lhr-jenis": "jns-1", "lhr-ke": 2, "lhr-penolong": "pnl-bidan", "lhr-berat": 3200, "lhr-panjang": 49,
    "lhr-ibu-nik": "3375014508850001", "lhr-ibu": "Sari", "lhr-ayah-ada": True, "lhr-ayah-nik": "3375010508830002",
    "lhr-ayah": "Budi", "lhr-s1-nik": "3375010101700003", "lhr-s1": "Tono", "lhr-s2-nik": "3375014101720004",
    "lhr-s2": "Wati", "lhr-surat-ada": True, "lhr-surat": FILE, "lhr-nikah-ada": True, "lhr-nikah": FILE,
    "lhr-file-kk": FILE, "lhr-nyata": TRUTH,
}  # fmt: skip

POOR = {
    "laci35k21p": "3375014508850001", "ea9dj2sb8w": "3375010101100001", "qee7qk29uo": "Sari Wulandari",
    "qqrxi6vbtc": "Pekalongan", "jbs73z4z61": "1985-08-05", "numlhm5zme": "gc5n9x5kj3", "ucqzyw6ufa": "fi9rp196en",
    "8i6rz17ol7": "sp9c35uv4i", "xa1l1fvxrr": "Buruh harian lepas", "sktm-alamat": ADDRESS,
    "3qsilwnruj": "+6281234567890", "sktm-email": None, "yyevr41oxo": "Buruh tani", "1hrsw4vrsw": 3,
    "mc4p43nrrw": 1_200_000, "utkvjp0gas": "kbi9ujzpxe", "sktm-dtsen": None, "a06rc9wyr6": "eolxpdac22",
    "y803cueesk": "SMP Negeri 2", "s363io8ew7": True, "jrcf1lobes": "Bintang Contoh",
    "rjer7pyl9m": "3375010101120003", "ioe5wp41cb": "SMP Negeri 2", "b9mq3fyxin": FILE, "c0iqnbt5qi": FILE,
    "q98mijd401": FILE, "lny59abv6w": FILE, "sktm-titik": "-6.888611,109.675278", "d3bqif5jnn": FILE,
    "7x602hzugh": TRUTH,
}  # fmt: skip

SHOP = {
    "r6l1uy4rfq": "3375014508850001", "chji43gkbz": "3375010101100001", "2jqp44b9ap": "Sari Wulandari",
    "gwh995go6c": "Pekalongan", "495ewfyu0o": "1985-08-05", "qrahc6thpj": "nvicpbmexr", "mthg0czov6": "mii6hdug5k",
    "1qr1k69rxn": "em77tsz8tt", "zeqnu3qcnl": "Pedagang", "sku-alamat": ADDRESS, "cjdvo6sqyh": "+6281234567890",
    "sku-email": "sari@example.org", "ucapsv16r2": "Batik Melati", "5a20nbju1p": "8em7dnnr2u",
    "648cu78zb6": "Batik tulis", "fuv7udg4la": 2019, "bibwn8n0yg": 2, "730boe0vme": "9120001234567",
    "w7u8wy4m9s": None, "0hkonn6zy4": "nc67bdrle0", "sku-alamat-usaha": ADDRESS, "sku-titik": None,
    "uftm300z3y": 5_000_000, "n91kkjrb61": 3_000_000, "bwl8rcs84s": "5mxskijko0", "2fnbltosvm": "Bank Contoh",
    "mg0jr8eb7y": FILE, "x4ug3j5nan": FILE, "2m84ikdepj": FILE, "44uhzp7f63": FILE, "g4tedwn3xv": FILE,
    "56tqfhb6m8": None, "sku-nyata": TRUTH,
}  # fmt: skip

REST = {
    "nepyaxjcch": "198712202011012014", "aikce3qrju": "Maria Yosefina Lalong, S.E.", "gik1nvtv1p": "Analis",
    "nl6axh7zai": "3sxo3u1wph", "t9lmz38h1g": "Sekretariat", "owdu2bn8ix": 14, "lzxp3lwr0g": "r0hxgqcek0",
    "ew41plor7o": "Menengok orang tua", "cuti-sisa": 12, "cuti-sisa-1": 6, "cuti-sisa-2": 0, "hrq9rwlaxz": True,
    "cuti-tambahan": 2, "lp90t54vvq": "2026-04-06", "anrgov9rf2": "2026-04-10", "v0ywi0cy2i": "Jalan Melati 7, Solo",
    "nuvtxwbafc": "+6281234567890", "345qywr1rb": None, "cuti-nyata": TRUTH,
}  # fmt: skip

ROW = {
    "_row": "r1", "rek-lok-alamat": ADDRESS, "rek-lok-titik": None, "rek-lok-lahan": "rek-sewa", "rek-lok-sewa": FILE,
    "rek-lok-foto": FILE, "rek-lok-unit": 2,
}  # fmt: skip
OTHER_ROW = {
    "_row": "r2", "rek-lok-alamat": ADDRESS, "rek-lok-titik": None, "rek-lok-lahan": "rek-pribadi",
    "rek-lok-setuju": FILE, "rek-lok-foto": FILE, "rek-lok-unit": 1,
}  # fmt: skip


def advert(today):
    """The answers of a company that puts up billboards in two places from the next month on."""
    start = today + datetime.timedelta(30)
    return {
        "rek-pemohon": "rek-badan", "rek-nama-badan": "CV Contoh Maju", "rek-nib": "9120001234567",
        "rek-npwp-badan": "013000666091000", "rek-akta": "12", "rek-akta-tgl": "2019-05-20",
        "rek-alamat-badan": ADDRESS, "rek-jabatan": "Direktur", "rek-nik": "3375014508850001",
        "rek-nama": "Sari Wulandari", "rek-alamat": ADDRESS, "rek-hp": "+6281234567890", "rek-email": None,
        "rek-jenis": "rek-billboard", "rek-naskah": "Batik Melati", "rek-produk": "rek-lain",
        "rek-produk-lain": "Batik tulis", "rek-panjang": "2.5", "rek-lebar": "4", "rek-sisi": 2, "rek-tinggi": "6",
        "rek-lokasi": [ROW, OTHER_ROW], "rek-mulai": start.isoformat(),
        "rek-selesai": (start + datetime.timedelta(300)).isoformat(), "rek-konstruksi": True,
        "rek-ktr-nama": "Budi Santosa", "rek-ktr-badan": None, "rek-ktr-hp": "+6281234567891", "rek-ktp": FILE,
        "rek-file-nib": FILE, "rek-file-npwp": FILE, "rek-file-akta": FILE, "rek-gambar": FILE, "rek-denah": FILE,
        "rek-gambar-bangunan": FILE, "rek-jaminan": FILE, "rek-teknis": None, "rek-pajak": None, "rek-nyata": TRUTH,
        "rek-bongkar": "Saya akan membongkar reklame dan memulihkan lokasinya bila masa izin berakhir"
        " atau izin dicabut.",
    }  # fmt: skip


def answers_to(title, today):
    """Right answers to the service with this title on the day `today` (a date)."""
    known = {HARDSHIP: POOR, BIRTH: BORN, BUSINESS: SHOP, LEAVE: REST, KGB: RAISE}
    return advert(today) if title == ADVERT else known[title]
