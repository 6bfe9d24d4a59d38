"""Uses the guide's client as its readers would. Prints one JSON line per event that the client returned."""

import concurrent.futures
import hashlib
import json
import sys

import vcp_client
import vcp_decorator

url, run = sys.argv[1], sys.argv[2]
policy = "com.example:python-" + run


def told(door, event):
    hashed = {"header": event["header"], "payload": event["payload"]}
    canonical = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode("utf-8")).hexdigest()
    print(json.dumps({"door": door, "event": event, "python_hash": digest}), flush=True)


vcp = vcp_client.VCPClient(policy_id=policy, sidecar_url=url)
trace = "0190b7a2-7f3c-7c4e-8a11-5d0c2b9f1e77"
told("log_order", vcp.log_order("ORD-001", "EURUSD", "BUY", "LIMIT", 1.0850, 100000, trace))
told("log_order", vcp.log_order("ORD-002", "EURUSD", "SELL", "MARKET", 0, 0.1))
told("log_execution", vcp.log_execution("ORD-001", "EURUSD", "BUY", 1.0851, 100000, slippage=0.0001, trace_id=trace))
told("log_execution", vcp.log_execution("ORD-002", "EURUSD", "SELL", 1.0849, 0.1, commission=2.5))
told("log_error", vcp.log_error("ERR_CONN", "E42", "connection lost", "CRITICAL", "fix-gateway"))
told("log_error", vcp.log_error("ERR_REJECT", "R1", 'a "quoted" reason\\', "WARNING", "oms", "0190b7a2-7f3c-7c4e-8a11-5d0c2b9f1e78"))
told("custom", vcp.log("X_REBALANCE", {"weights": [0.25, 0.5, 1.085], "count": 7, "nested": {"b": None, "a": True}}))
told("custom", vcp.log("HBT", {}))

# Pattern 4: the decorator logs through a global client; what it logged is seen by wrapping that client.
decorated = []


class Remembering(vcp_client.VCPClient):
    def log(self, *args, **kwargs):
        event = super().log(*args, **kwargs)
        decorated.append(event)
        return event


vcp_decorator.global_vcp_client = Remembering(policy_id=policy, sidecar_url=url)
answer = vcp_decorator.place_order("ORD-D1", "GBPUSD", "BUY", 1.27, 1000)
assert answer == {"status": "success", "order_id": "ORD-D1"}, answer
vcp_decorator.place_order(order_id="ORD-D2", symbol="GBPUSD", side="SELL", price=1.28, qty=500)
for event in decorated:
    told("decorator", event)

# 100 posts at once, by one client as it stands.
with concurrent.futures.ThreadPoolExecutor(max_workers=100) as threads:
    posts = [threads.submit(vcp.log, "ORD", {"trade_data": {"order_id": f"ORD-{i}"}}) for i in range(100)]
    for post in posts:
        told("parallel", post.result())
