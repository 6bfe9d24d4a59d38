package dev.tradewitness.spring.logged;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.spring.client.BoundedLog;
import dev.tradewitness.spring.logged.LoggedCounts.Reason;
import java.lang.reflect.Method;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.SpelEvaluationException;

/// Makes the events of a call that has ended and hands them to the client. Never throws.
final class CallLog {

  private static final Logger log = LoggerFactory.getLogger(CallLog.class);
  private static final int TEXT_MAX = 1000;

  private final Supplier<Tradewitness> client;
  private final Supplier<EventWriter> writer;
  private final Supplier<LoggedCounts> counts;
  private final BeanFactory beans;
  private final BoundedLog complaints = new BoundedLog(LoggedMethod.INTERVAL);

  /// @param client asked at the first call: it may not be there when the first bean gets its proxy
  CallLog(
      Supplier<Tradewitness> client,
      Supplier<EventWriter> writer,
      Supplier<LoggedCounts> counts,
      BeanFactory beans) {
    this.client = client;
    this.writer = writer;
    this.counts = counts;
    this.beans = beans;
  }

  void log(
      LoggedMethod method,
      @Nullable Object[] arguments,
      @Nullable Object result,
      @Nullable Throwable exception) {
    VcpCall call = VcpCall.of(method.method(), arguments, result, exception);
    for (LoggedRule rule : method.rules()) {
      if (rule.isFor(exception)) {
        log(method, rule, call);
      }
    }
  }

  /// The call cannot be followed, or its annotation cannot be read.
  void failed(Method method, Throwable failure) {
    String name = LoggedMethod.name(method);
    unlogged(complaints, new Complaint(name, "", Reason.FAILED), failure);
  }

  private void log(LoggedMethod method, LoggedRule rule, VcpCall call) {
    try {
      Event event = event(method, rule, call);
      if (event != null && !client.get().log(event)) {
        unlogged(method.complaints(), complaint(method, rule, Reason.DROPPED), null);
      }
    } catch (Throwable e) { // the method's outcome stands, whatever an expression or bean throws
      unlogged(method.complaints(), complaint(method, rule, Reason.FAILED), e);
    }
  }

  /// @return null when the rule's condition is not met
  private @Nullable Event event(LoggedMethod method, LoggedRule rule, VcpCall call) {
    EvaluationContext context = CallContext.of(method.parameters(), call);
    if (rule.condition() != null && !isTrue(rule.condition(), context)) {
      return null;
    }
    JsonObject payload =
        switch (rule.payload()) {
          case LoggedRule.Payload.Plain() -> plain(method, call);
          case LoggedRule.Payload.ByExpression(Expression expression) ->
              PayloadJson.of(expression.getValue(context));
          case LoggedRule.Payload.ByBean(String name) ->
              PayloadJson.of(beans.getBean(name, VcpPayload.class).payload(call));
        };
    UUID trace = rule.trace() == null ? null : uuid(rule.trace().getValue(context));
    return trace == null
        ? writer.get().write(rule.type(), payload)
        : writer.get().write(rule.type(), trace, payload);
  }

  private static boolean isTrue(Expression condition, EvaluationContext context) {
    return switch (condition.getValue(context)) {
      case Boolean answer -> answer;
      case null, default -> throw new IllegalArgumentException("a condition is true or false");
    };
  }

  private static @Nullable UUID uuid(@Nullable Object trace) {
    return switch (trace) {
      case null -> null;
      case UUID id -> id;
      // UUID.fromString also takes shorter forms, which capture refuses.
      case String text when text.length() == 36 -> UUID.fromString(text);
      default -> throw new IllegalArgumentException("a trace is a UUID");
    };
  }

  /// As the guide's decorator makes it. An exception's message may hold anything: its type alone.
  private static JsonObject plain(LoggedMethod method, VcpCall call) {
    var payload = JsonObject.builder().put("function", method.name());
    Throwable exception = call.exception();
    return exception == null
        ? payload.put("result", whole(String.valueOf(call.result()))).build()
        : payload.put("exception", exception.getClass().getName()).build();
  }

  /// The beginning of a text, without half a character.
  private static String whole(String text) {
    int end = Math.min(text.length(), TEXT_MAX);
    return text.codePoints()
        .limit(end)
        .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private record Complaint(String method, String eventType, Reason reason) {}

  private static Complaint complaint(LoggedMethod method, LoggedRule rule, Reason reason) {
    return new Complaint(method.name(), rule.type(), reason);
  }

  /// Counts and complains; what goes wrong here, such as in a log's appender, ends here.
  private void unlogged(BoundedLog complaints, Complaint about, @Nullable Throwable failure) {
    try {
      counts.get().add(about.reason());
      complaints.say(leftOut -> say(about, failure, leftOut));
    } catch (Throwable e) {
      // Nothing is left that could be told of it.
    }
  }

  /// A failure's message may quote a value of the call, so a person has to ask for it.
  private static void say(Complaint about, @Nullable Throwable failure, long leftOut) {
    var line =
        log.atWarn()
            .addKeyValue("method", about.method())
            .addKeyValue("eventType", about.eventType())
            .addKeyValue("reason", about.reason())
            .addKeyValue("leftOut", leftOut);
    if (failure != null) {
      line = line.addKeyValue("failure", failure.getClass().getName());
    }
    if (failure instanceof SpelEvaluationException spel) {
      line = line.addKeyValue("code", spel.getMessageCode());
    }
    line.log("a call was not logged as an event");
    if (failure != null) {
      log.atDebug()
          .addKeyValue("method", about.method())
          .setCause(failure)
          .log("why a call was not logged as an event");
    }
  }
}
