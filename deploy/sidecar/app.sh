#!/usr/bin/env bash
# Stands for a trading application: every 5 s an order is placed, and then reported to the capture-service beside it.
# A report that is not taken is given up here; an application keeps it and sends it again under the same event_id, which stores it once.
set -uo pipefail
: "${TRADEWITNESS_URL:?where capture-service answers}"

report() { # event_id, order_id: at most 0.5 s and never a failure of the caller
  local now answer
  now=$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)
  answer=$(curl -sS --max-time 0.5 "$TRADEWITNESS_URL/vcp/log" -H 'Content-Type: application/json' -d '
    {"header": {"event_id": "'"$1"'", "event_type": "ORD", "vcp_version": "1.1", "timestamp_iso": "'"$now"'",
                "timestamp_int": "'"$(date -u -d "$now" +%s%6N)"'", "timestamp_precision": "MICROSECOND", "clock_sync_status": "BEST_EFFORT"},
     "payload": {"trade_data": {"order_id": "'"$2"'", "symbol": "EURUSD", "side": "BUY", "order_type": "LIMIT",
                                "price": "1.0850", "quantity": "100000"}},
     "policy_identification": {"version": "1.1", "policy_id": "com.example:sidecar", "conformance_tier": "SILVER"}}' 2>&1)
  echo "${answer:-no answer}"
}

order=0
while true; do
  order=$((order + 1))
  echo "order APP-$order placed"
  report "$(cat /proc/sys/kernel/random/uuid)" "APP-$order"
  sleep 5
done
