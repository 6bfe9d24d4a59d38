package dev.tradewitness.spring.logged;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Logs an event after each call of a bean's method, with the outcome that the caller sees. What
/// goes wrong in the logging is counted and written to the application's log; the call's outcome is
/// never changed. A method that returns a `CompletionStage` is logged when that is complete.
///
/// Stands on a method of a class or of an interface; that of the class counts when both have one.
/// Only calls through Spring's proxy are logged: not those that a bean makes to itself.
///
/// Expressions are SpEL over the arguments by name (`#order`), `#result` and `#exception`. They
/// read properties and call methods; types, constructors, beans and assignments are refused when
/// the bean is made, as is an expression that cannot be parsed or names something unknown.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(VcpLogged.All.class)
@Documented
public @interface VcpLogged {

  /// Event type: `ORD`, `EXE`, … or one of your own.
  String value();

  /// Expression for the payload: a map, such as `{trade_data: {order_id: #order.id}}`. Without it
  /// and without `payloadBean` the payload is the method's name and the text of its result.
  String payload() default "";

  /// Name of a [VcpPayload] bean that makes the payload, in place of an expression.
  String payloadBean() default "";

  /// Expression for the event's trace: a UUID or its text. Without it, or when it gives null, the
  /// event has a trace of its own.
  String trace() default "";

  /// Expression that says whether the call is logged. Without it every call is.
  String condition() default "";

  /// Which outcomes of the method are logged.
  On on() default On.RESULT;

  /// Outcomes of a method.
  enum On {
    RESULT,
    EXCEPTION,
    BOTH
  }

  /// Several events for one method.
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @Documented
  @interface All {
    VcpLogged[] value();
  }
}
