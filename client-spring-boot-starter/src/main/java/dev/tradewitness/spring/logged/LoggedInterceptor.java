package dev.tradewitness.spring.logged;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/// Lets the call happen and logs how it ended. The caller gets exactly what the method gave.
final class LoggedInterceptor implements MethodInterceptor {

  private final LoggedMethods methods;
  private final CallLog calls;

  LoggedInterceptor(LoggedMethods methods, CallLog calls) {
    this.methods = methods;
    this.calls = calls;
  }

  @Override
  public @Nullable Object invoke(MethodInvocation call) throws Throwable {
    // Before the call: an advice behind this one may replace them.
    @Nullable Object[] arguments = call.getArguments().clone();
    Object result;
    try {
      result = call.proceed();
    } catch (Throwable e) {
      ended(call, arguments, null, e);
      throw e;
    }
    if (result instanceof CompletionStage<?> stage) {
      follow(call, arguments, stage);
    } else {
      ended(call, arguments, result, null);
    }
    return result;
  }

  private void follow(
      MethodInvocation call, @Nullable Object[] arguments, CompletionStage<?> stage) {
    try {
      var _ =
          stage.whenComplete((result, failure) -> ended(call, arguments, result, cause(failure)));
    } catch (Throwable e) { // a stage of somebody else's making
      calls.failed(call.getMethod(), e);
    }
  }

  private static @Nullable Throwable cause(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void ended(
      MethodInvocation call,
      @Nullable Object[] arguments,
      @Nullable Object result,
      @Nullable Throwable exception) {
    try {
      method(call).ifPresent(method -> calls.log(method, arguments, result, exception));
    } catch (Throwable e) { // the call has its outcome
      calls.failed(call.getMethod(), e);
    }
  }

  /// Was read when the bean got its proxy, for the class that the proxy asks with.
  private Optional<LoggedMethod> method(MethodInvocation call) {
    Object target = call.getThis();
    return methods.find(call.getMethod(), target == null ? null : target.getClass());
  }
}
