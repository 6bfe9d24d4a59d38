package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.capture.CaptureContradictionException;
import dev.tradewitness.anchor.capture.CaptureUnavailableException;
import dev.tradewitness.anchor.evidence.KeyDirectory;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /vcp/keys`: every public key ever used, of checkpoints and of events.
@RestController
class KeyController {

  private final KeyDirectory keys;
  private final StreamLog logs;

  KeyController(KeyDirectory keys, StreamLog logs) {
    this.keys = keys;
    this.logs = logs;
  }

  @GetMapping("/vcp/keys")
  ResponseEntity<byte[]> keys() {
    List<JsonValue> all = new ArrayList<>(keys.checkpointKeys());
    boolean complete = true;
    try {
      all.addAll(keys.eventKeys());
    } catch (CaptureUnavailableException | CaptureContradictionException e) {
      complete = false;
    }
    List<String> noteKeys =
        logs.all().stream()
            .map(LogHead::policyId)
            .flatMap(policyId -> keys.noteKeys(policyId).stream())
            .toList();
    return Answers.json(
        JsonObject.builder()
            .put("keys", JsonArray.of(all))
            .put("note_keys", JsonArray.ofStrings(noteKeys))
            // False while capture does not answer: its event keys are missing then.
            .put("complete", complete)
            .build());
  }
}
