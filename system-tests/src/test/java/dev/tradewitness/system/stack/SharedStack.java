package dev.tradewitness.system.stack;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/// One stack for all drills that do not break it; ended after the last test of the run. A failing
/// test prints what the parts said last.
public final class SharedStack implements ParameterResolver, TestExecutionExceptionHandler {

  /// The stack, or why there is none: it is tried once.
  private record Outcome(@Nullable RunningStack stack, @Nullable AssertionError failure)
      implements AutoCloseable {

    static Outcome ofUp() {
      try {
        return new Outcome(RunningStack.up("shared"), null);
      } catch (AssertionError e) {
        return new Outcome(null, e);
      }
    }

    @Override
    public void close() {
      if (stack != null) {
        stack.close();
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RunningStack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Outcome outcome = store(context).computeIfAbsent("stack", key -> Outcome.ofUp(), Outcome.class);
    if (outcome.stack() == null) {
      throw new AssertionError("the shared stack did not come up", outcome.failure());
    }
    return outcome.stack();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    Outcome outcome = store(context).get("stack", Outcome.class);
    if (outcome != null && outcome.stack() != null) {
      RunningStack.say(outcome.stack().logTails(25));
    }
    throw failure;
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(ExtensionContext.Namespace.create(SharedStack.class));
  }
}
