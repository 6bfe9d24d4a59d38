package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.anchored.AnchoredBatches;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /vcp/batches/newest`: what the anchor-service has said last about each stream. It compares
/// that with what it stores when it starts.
@RestController
class AnchoredController {

  private static final int LIMIT_MAX = 100;

  private final AnchoredBatches batches;

  AnchoredController(AnchoredBatches batches) {
    this.batches = batches;
  }

  @GetMapping(path = "/vcp/batches/newest", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] newest(@Query({"after", "limit"}) QueryReader query) {
    String after =
        query.read(
            "after",
            "INVALID_PARAMETER",
            "a policy id",
            value -> PolicyId.isValid(value) ? value : null);
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT_MAX);
    query.requireNoViolation();
    List<JsonObject> records =
        batches.newestRecords(after == null ? "" : after, limit).stream()
            .map(AnchoredController::parsed)
            .toList();
    return CanonicalJson.asReceived(
        JsonObject.builder().put("batches", JsonArray.of(records)).build());
  }

  private static JsonObject parsed(String record) {
    try {
      return Json.parseObject(record.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new IllegalStateException("a stored record was read before", e);
    }
  }
}
