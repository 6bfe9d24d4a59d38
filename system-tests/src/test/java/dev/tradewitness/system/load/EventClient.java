package dev.tradewitness.system.load;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.system.load.Events.Event;
import dev.tradewitness.system.load.Receipts.Receipt;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.Http.Answer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Logs events over both HTTP doors of capture. What is not answered is sent again with the same
/// bytes; now and then so is what was answered.
public final class EventClient {

  private static final int BATCH = 40;

  private final Http capture;
  private final Pace pace;
  private final Receipts receipts;
  private final Attempts attempts = new Attempts();
  private final AtomicLong sentAgain = new AtomicLong();

  /// Acknowledged without a sequence, since PostgreSQL was away.
  private final ConcurrentLinkedQueue<Event> spooled = new ConcurrentLinkedQueue<>();

  public EventClient(Http capture, Pace pace, Receipts receipts) {
    this.capture = capture;
    this.pace = pace;
    this.receipts = receipts;
  }

  public Attempts attempts() {
    return attempts;
  }

  public long sentAgain() {
    return sentAgain.get();
  }

  /// One event after the other, at most `eventsMax`.
  public void singles(long seed, int eventsMax, Duration interval) throws InterruptedException {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < eventsMax && pace.next(interval); i++) {
      Event event = Events.next(random, "drill:single-" + random.nextInt(3));
      log(event);
      if (random.nextInt(10) == 0) {
        sentAgain.incrementAndGet();
        log(event);
      }
    }
  }

  private void log(Event event) throws InterruptedException {
    Answer answer = log(event.bytes());
    if (answer.status() == 202) {
      spooled.add(event);
      return;
    }
    if (answer.status() != 201 && answer.status() != 200) {
      throw new AssertionError(
          "event %s was answered %d %s".formatted(event.id(), answer.status(), answer.text()));
    }
    acknowledged(event, answer.json());
  }

  /// Asks for the place of everything that was spooled: sent again, each is there already.
  ///
  /// @return how many there were
  public int settle() throws InterruptedException {
    int count = 0;
    for (Event event; (event = spooled.poll()) != null; count++) {
      Answer answer = log(event.bytes());
      while (answer.status() == 202) { // what was spooled is still on its way
        Thread.sleep(500);
        answer = log(event.bytes());
      }
      if (answer.status() != 200) {
        receipts.contradiction(
            "spooled event %s was answered %d afterwards".formatted(event.id(), answer.status()));
      }
      acknowledged(event, answer.json());
    }
    return count;
  }

  private Answer log(byte[] event) throws InterruptedException {
    return attempts.untilAnswered(() -> capture.post("/vcp/log", event, "application/json"));
  }

  /// Batches of NDJSON and, every third time, a JSON array.
  public void batches(long seed, int batchesMax, Duration interval) throws InterruptedException {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < batchesMax && pace.next(interval); i++) {
      var events = new ArrayList<Event>();
      for (int k = 0; k < BATCH; k++) {
        events.add(Events.next(random, "drill:batch-" + random.nextInt(2)));
      }
      logBatch(events, random.nextInt(3) == 0);
    }
  }

  private void logBatch(List<Event> events, boolean array) throws InterruptedException {
    byte[] body = array ? joined(events, '[', ',', ']') : joined(events, ' ', '\n', '\n');
    String type = array ? "application/json" : "application/x-ndjson";
    List<Event> open = events;
    Answer answer = attempts.untilAnswered(() -> capture.post("/vcp/log/batch", body, type));
    if (answer.status() != 200) {
      throw new AssertionError("a batch was answered " + answer.status() + " " + answer.text());
    }
    JsonArray results = answer.json().array("results");
    if (results == null || results.size() != open.size()) {
      throw new AssertionError("not one result for each event: " + answer.text());
    }
    var unanswered = new ArrayList<Event>();
    for (JsonValue element : results.elements()) {
      var result = (JsonObject) element;
      Event event = open.get(Integer.parseInt(text(result, "index")));
      if (result.has("sequence")) {
        acknowledged(event, result);
      } else if (text(result, "status").equals("spooled")) {
        spooled.add(event);
      } else {
        unanswered.add(event);
      }
    }
    // The rest had no room or no database: one by one then.
    for (Event event : unanswered) {
      log(event);
    }
  }

  private static byte[] joined(List<Event> events, char first, char between, char last) {
    var body = new ByteArrayOutputStream();
    body.write(first);
    for (int i = 0; i < events.size(); i++) {
      if (i > 0) {
        body.write(between);
      }
      body.writeBytes(events.get(i).bytes());
    }
    body.write(last);
    return body.toByteArray();
  }

  private void acknowledged(Event event, JsonObject answer) {
    String id = text(answer, "event_id");
    String hash = text(answer, "event_hash");
    if (!id.equals(event.id()) || !hash.equals(event.hash())) {
      receipts.contradiction(
          "event %s with hash %s was acknowledged as %s"
              .formatted(event.id(), event.hash(), answer));
    }
    String policy = answer.has("policy_id") ? text(answer, "policy_id") : event.policyId();
    receipts.add(
        new Receipt(event.id(), event.hash(), policy, Long.parseLong(text(answer, "sequence"))));
  }

  static String text(JsonObject object, String name) {
    String text = object.text(name);
    if (text == null) {
      throw new AssertionError("no " + name + " in " + object);
    }
    return text;
  }
}
