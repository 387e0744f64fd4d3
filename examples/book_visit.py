#!/usr/bin/env python3
"""Books a visit for somebody who called, with a clinic's API key. Needs Python 3.9 or newer and nothing else.

    export CAREBRIDGE_URL=http://localhost:8000
    export CAREBRIDGE_API_KEY=cbk_….…            # Clinic → API keys
    python3 examples/book_visit.py --doctor adams --first-name Nora --last-name Quist --phone +447700900123

A booking is asked for under an Idempotency-Key: where the network breaks, or the server is busy, the same request is sent
again under the same key, and the visit is booked once. If somebody else was quicker, the nearest other time is taken.
"""

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

TRIES = 5
TIMEOUT_S = 10


class Refused(Exception):
    """The server said no: `status`, and the problem details of RFC 9457."""

    def __init__(self, status, problem):
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')}")
        self.status = status
        self.problem = problem


class Clinic:
    """The REST interface, as a clinic's software uses it."""

    def __init__(self, url, key):
        self.base = url.rstrip("/") + "/api/v1/"
        self.key = key

    def get(self, path, **query):
        return self._send("GET", path + "?" + urllib.parse.urlencode(query))

    def book(self, visit, idempotency_key):
        return self._send("POST", "appointment-booking/book/", visit, idempotency_key)

    def _send(self, method, path, body=None, idempotency_key=None):
        headers = {"Authorization": f"ApiKey {self.key}", "Accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        request = urllib.request.Request(self.base + path, data=data, headers=headers, method=method)
        for attempt in range(1, TRIES + 1):
            try:
                with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                problem = json.load(error)
                if error.code not in (429, 503) or attempt == TRIES:
                    raise Refused(error.code, problem) from None
                time.sleep(float(error.headers.get("Retry-After", attempt)))
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                # Nobody knows whether it arrived: the key makes it safe to ask again.
                if attempt == TRIES:
                    raise
                time.sleep(attempt)


def free_slots(clinic, doctor):
    """What is free on the day of the doctor's first opening."""
    if doctor["next_available"] is None:
        sys.exit(f"{doctor['first_name']} {doctor['last_name']} has nothing free.")
    day = doctor["next_available"][:10]
    return clinic.get(f"doctors/{doctor['id']}/available_slots/", **{"from": day, "to": day})["slots"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--doctor", required=True, help="part of the doctor's name or specialty")
    parser.add_argument("--first-name", required=True)
    parser.add_argument("--last-name", required=True)
    parser.add_argument("--phone", help="with its country code; the reminder goes there")
    parser.add_argument("--key", default=str(uuid.uuid4()), help="Idempotency-Key; a new one unless given")
    args = parser.parse_args()
    try:
        clinic = Clinic(os.environ["CAREBRIDGE_URL"], os.environ["CAREBRIDGE_API_KEY"])
    except KeyError as missing:
        sys.exit(f"Set {missing.args[0]} first; see --help.")

    doctors = clinic.get("doctors/", q=args.doctor, limit=1)["results"]
    if not doctors:
        sys.exit(f"There is no doctor like {args.doctor!r}.")
    slots = free_slots(clinic, doctors[0])
    if not slots:
        sys.exit("Nothing is free on that day.")
    patient = {"first_name": args.first_name, "last_name": args.last_name}
    if args.phone:
        patient["phone"] = args.phone
    visit = {"doctor_id": doctors[0]["id"], "starts_at": slots[0]["starts_at"], "patient": patient}
    key = args.key
    try:
        booked = clinic.book(visit, key)
    except Refused as refusal:
        others = refusal.problem.get("alternatives")
        if refusal.problem.get("code") != "slot_taken" or not others:
            raise
        visit["starts_at"] = others[0]["starts_at"]
        # Another request, so another key.
        key = key + "-2"
        booked = clinic.book(visit, key)
    # Once more, as after a broken connection: the same visit, not another one.
    again = clinic.book(visit, key)
    assert again["id"] == booked["id"], "a repeat under the same key is the same visit"
    print(json.dumps({field: booked[field] for field in ("id", "status", "starts_at", "doctor_name", "patient_name")}))


if __name__ == "__main__":
    try:
        main()
    except Refused as refusal:
        sys.exit(str(refusal))
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        sys.exit(f"The server cannot be reached: {error}")
