"""The guide's asyncio client with the event builder that it leaves to the reader, 100 posts at once."""

import asyncio
import hashlib
import json
import sys

import vcp_async
import vcp_client

url, run = sys.argv[1], sys.argv[2]
policy = "com.example:python-async-" + run


class Capturing:
    """Stands in for the session of the sync client, so that its event is built and not sent."""

    def post(self, *args, **kwargs):
        return self

    def raise_for_status(self):
        pass


class Client(vcp_async.AsyncVCPClient):
    def _build_event(self, event_type, payload):
        sync = vcp_client.VCPClient(policy_id=self.policy_id)
        sync.session = Capturing()
        return sync.log(event_type, payload)


async def main():
    async with Client(policy, url) as vcp:
        posts = [vcp.log("ORD", {"trade_data": {"order_id": f"ORD-{i}"}}) for i in range(100)]
        for event in await asyncio.gather(*posts):
            hashed = {"header": event["header"], "payload": event["payload"]}
            canonical = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            digest = hashlib.sha256(canonical.encode("utf-8")).hexdigest()
            print(json.dumps({"door": "asyncio", "event": event, "python_hash": digest}))


asyncio.run(main())
