"""Creates a user over the TCP bridge, hears of it, and is refused what its key may not do.

    CARILLON_KEY=sk_... python3 example.py 127.0.0.1 7000 jo@example.com
"""

import os
import queue
import sys

from carillon_bridge import Bridge, BridgeError


def main(host, port, email):
    events = queue.Queue()
    with Bridge(host, int(port), os.environ["CARILLON_KEY"]) as bridge:
        bridge.subscribe("users.changed.v1", events.put)
        wanted = {"email": email, "name": "Jo Example", "welcome": False}
        created = bridge.request("users.create.v1", wanted, idempotency_key=f"create-{email}")
        again = bridge.request("users.create.v1", wanted, idempotency_key=f"create-{email}")
        print("created", created["user"]["email"], "replayed", again["replayed"])
        user = bridge.request("users.get.v1", {"id": created["user"]["id"]})
        print("read", user["name"])
        event = events.get(timeout=10)
        if isinstance(event, BridgeError):
            raise event
        print("heard", event["data"]["change"], event["subject"] == f"user:{user['id']}")
        try:
            bridge.request("keys.list.v1", {})
        except BridgeError as refused:
            print("refused", refused.code)


if __name__ == "__main__":
    main(*sys.argv[1:])
