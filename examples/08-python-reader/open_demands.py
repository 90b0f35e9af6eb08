"""Lists the open demands of a log, from docs/log-format.md alone: `python3 open_demands.py ../02-us-russia/us-russia.jsonl`.
In: the file of a log. Out: a line for each demand that is open, in the order in which the demands were first recorded;
or what is damaged, with exit status 1. Events are taken in the order of recording, without the dates that may prove another."""
import json, re, sys
from zlib import crc32

HEADER = b'{"relations-ledger":"log","formatVersion":1}\n'
PARTY, NUMBER, OPENING = rb"[A-Za-z0-9][A-Za-z0-9-]{0,63}", rb"[1-9][0-9]{0,14}", b'{"crc":"'
LINE = re.compile(rb'\{"crc":"([0-9a-f]{8})",((?:"more":(%b),)?("json":\{"relation":"(%b~%b)","version":(%b),"id":"[A-Za-z0-9][A-Za-z0-9-]{0,127}".*\}))'
                  % (NUMBER, PARTY, PARTY, NUMBER), re.DOTALL)

def damage(number, reason):
    sys.exit(f"line {number}: {reason}")

def lines_of(data):
    """The events of every whole batch, oldest first."""
    if not data.startswith(HEADER):
        core = data.rstrip(b"\0")
        if len(data) <= len(HEADER) and HEADER.startswith(core) and not (len(core) == len(HEADER) - 1 < len(data)):
            return
        damage(1, "another format" if re.match(rb'\{"relations-ledger":"log","formatVersion":[0-9]+', data) else "no header")
    *lines, tail = data[len(HEADER):].split(b"\n")
    versions, batch, before = {}, [], None
    for number, line in enumerate(lines, 2):
        found = LINE.fullmatch(line)
        if not found or crc32(found[2]) != int(found[1], 16):
            damage(number, "not a line of a log, or its checksum does not fit")
        more, relation, version = int(found[3] or 0), found[5], int(found[6])
        if version != versions.get(relation, 0) + 1 or before not in (None, (relation, more + 1)):
            damage(number, "out of its place")
        versions[relation] = version
        batch.append(json.loads(b"{" + found[4])["json"])
        before = (relation, more) if more else None
        if not more:
            yield from batch
            batch = []
    judge(tail, len(lines) + 2)

def judge(tail, number):
    """A torn tail begins like a line, and no whole line in it is followed by anything but zeros."""
    core = tail.rstrip(b"\0")
    if not core.startswith(OPENING[:len(core)]):
        damage(number, "not the beginning of a line")
    ends = (at + 1 for at in range(18, len(core)) if core[at] == ord("}"))
    whole = next((end for end in ends if b"%08x" % crc32(core[18:end]) == core[8:16]), 0)
    if whole and len(tail) != whole and (whole != len(core) or len(tail) == whole + 1):
        damage(number, "something else stands in place of a line break")

OPEN = {"open", "acknowledged", "countered", "accepted", "partlyAccepted"}
KEEPS, demands = {"reiterated": OPEN, "acknowledged": OPEN - {"open"} | {"rejected"}}, {}
with open(sys.argv[1], "rb") as file:
    for event in list(lines_of(file.read())):
        kind, _, deed = event["type"].partition(".")
        if kind == "demand" and event["schemaVersion"] == 1:
            key = event["relation"], event["data"]["demand"]
            raiser, status = demands.get(key, (event.get("by" if deed in ("raised", "reiterated", "withdrawn") else "to"), None))
            demands[key] = raiser, status if status in KEEPS.get(deed, ()) else {"raised": "open", "reiterated": "open"}.get(deed, deed)
for (relation, demand), (raiser, status) in demands.items():
    if status in OPEN:
        print(f"{relation} {demand}: {status}, raised by {raiser}")
