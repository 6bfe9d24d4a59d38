package dev.tradewitness.spring.client;

import dev.tradewitness.client.delivery.ClientListener;
import dev.tradewitness.client.delivery.ClientState;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.common.wire.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes to the application's log what a person should know, each kind and each state at most once
/// in ten seconds. The figures are in the meters.
final class LoggingListener implements ClientListener {

  private static final Logger log = LoggerFactory.getLogger(LoggingListener.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Map<ClientState, BoundedLog> states =
      Stream.of(ClientState.values())
          .collect(Collectors.toUnmodifiableMap(state -> state, _ -> new BoundedLog(INTERVAL)));
  private final BoundedLog refusals = new BoundedLog(INTERVAL);
  private final BoundedLog drops = new BoundedLog(INTERVAL);
  private final BoundedLog requests = new BoundedLog(INTERVAL);
  private final BoundedLog disk = new BoundedLog(INTERVAL);

  @Override
  public void stateChanged(ClientState from, ClientState to) {
    var line = to == ClientState.CONNECTED ? log.atInfo() : log.atWarn();
    Objects.requireNonNull(states.get(to))
        .say(leftOut ->
            line.addKeyValue("from", from)
                .addKeyValue("to", to)
                .addKeyValue("leftOut", leftOut)
                .log("state of the way to capture changed"));
  }

  @Override
  public void refused(Event event, List<Violation> violations) {
    refusals.say(leftOut ->
        log.atWarn()
            .addKeyValue("eventId", event.id())
            .addKeyValue("violations", violations.stream().map(Violation::code).toList())
            .addKeyValue("leftOut", leftOut)
            .log("event refused by capture"));
  }

  @Override
  public void dropped(long events, long total) {
    drops.say(leftOut ->
        log.atError()
            .addKeyValue("events", events)
            .addKeyValue("total", total)
            .addKeyValue("leftOut", leftOut)
            .log("events dropped"));
  }

  @Override
  public void requestFailed(String reason) {
    requests.say(leftOut ->
        log.atWarn()
            .addKeyValue("reason", reason)
            .addKeyValue("leftOut", leftOut)
            .log("request to capture failed, its events are sent again"));
  }

  @Override
  public void diskFailed(String reason) {
    disk.say(leftOut ->
        log.atError()
            .addKeyValue("reason", reason)
            .addKeyValue("leftOut", leftOut)
            .log("spool failed"));
  }
}
