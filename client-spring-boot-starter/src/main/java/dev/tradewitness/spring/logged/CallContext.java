package dev.tradewitness.spring.logged;

import java.util.List;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.spel.support.DataBindingMethodResolver;
import org.springframework.expression.spel.support.DataBindingPropertyAccessor;
import org.springframework.expression.spel.support.MapAccessor;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/// What an expression sees of a call: its arguments, result and exception, to be read. Methods of
/// these may be called, since amounts and enums need it; types, constructors, beans, class loaders
/// and assignments are out of reach, so a value of a request never becomes code.
final class CallContext {

  // Shared: both remember what they found for a type.
  private static final DataBindingPropertyAccessor PROPERTIES =
      DataBindingPropertyAccessor.forReadOnlyAccess();
  private static final DataBindingMethodResolver METHODS =
      DataBindingMethodResolver.forInstanceMethodInvocation();
  private static final MapAccessor MAPS = new MapAccessor(false);

  private CallContext() {}

  static EvaluationContext of(List<String> parameters, VcpCall call) {
    var context =
        SimpleEvaluationContext.forPropertyAccessors(PROPERTIES, MAPS)
            .withMethodResolvers(METHODS)
            .withAssignmentDisabled()
            .build();
    for (int i = 0; i < parameters.size(); i++) {
      context.setVariable(parameters.get(i), call.arguments().get(i));
    }
    context.setVariable("result", call.result());
    context.setVariable("exception", call.exception());
    return context;
  }
}
