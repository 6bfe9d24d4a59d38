package dev.tradewitness.spring.logged;

import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.expression.spel.ast.InlineList;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/// Finds the methods that are logged and reads their annotations, once for a method. A wrong
/// annotation is an exception that names the method: it stops the start.
final class LoggedMethods {

  private static final EventWriter PROBE =
      new EventWriter(new PolicyId("probe"), "SILVER", "BEST_EFFORT", InstantSource.system());

  private final BeanFactory beans;
  private final boolean isByClass;
  private final DefaultParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();
  private final Map<MethodClassKey, Optional<LoggedMethod>> read = new ConcurrentHashMap<>();
  private final Map<Class<?>, List<LoggedMethod>> readTypes = new ConcurrentHashMap<>();

  /// @param isByClass whether proxies are subclasses, which cannot override every method
  LoggedMethods(BeanFactory beans, boolean isByClass) {
    this.beans = beans;
    this.isByClass = isByClass;
  }

  /// Reads all of a type's methods, so that a wrong annotation is found at the start: `find` alone
  /// is asked for a method at its first call where a bean has a proxy already.
  ///
  /// @return its methods that are logged
  /// @throws IllegalStateException when the annotation of one cannot work
  List<LoggedMethod> all(Class<?> type) {
    return readTypes.computeIfAbsent(type, this::readAll);
  }

  private List<LoggedMethod> readAll(Class<?> type) {
    if (!AnnotationUtils.isCandidateClass(type, VcpLogged.class)) {
      return List.of();
    }
    var parts = new LinkedHashSet<Class<?>>();
    if (!Proxy.isProxyClass(type)) {
      parts.add(ClassUtils.getUserClass(type));
    }
    parts.addAll(ClassUtils.getAllInterfacesForClassAsSet(type));
    return parts.stream()
        .flatMap(part -> Stream.of(ReflectionUtils.getAllDeclaredMethods(part)))
        .flatMap(method -> find(method, type).stream())
        .toList();
  }

  /// @throws IllegalStateException when the method's annotation cannot work
  Optional<LoggedMethod> find(Method method, @Nullable Class<?> target) {
    return read.computeIfAbsent(new MethodClassKey(method, target), _ -> read(method, target));
  }

  private Optional<LoggedMethod> read(Method method, @Nullable Class<?> target) {
    Method found = AopUtils.getMostSpecificMethod(method, target);
    List<VcpLogged> annotations = annotations(found);
    // Those of the JDK's proxies are final and have no names, and are called all the same.
    Method own = Proxy.isProxyClass(found.getDeclaringClass()) ? method : found;
    if (annotations.isEmpty() && !own.equals(method)) {
      annotations = annotations(method);
    }
    if (annotations.isEmpty()) {
      return Optional.empty();
    }
    try {
      requireCallable(own);
      return Optional.of(logged(own, method, annotations));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "@VcpLogged on %s: %s".formatted(ClassUtils.getQualifiedMethodName(own), e.getMessage()),
          e);
    }
  }

  /// Those of the first method that has any: the class's own, then its superclasses', then its
  /// interfaces'.
  private static List<VcpLogged> annotations(Method method) {
    var found =
        MergedAnnotations.from(
                method,
                MergedAnnotations.SearchStrategy.TYPE_HIERARCHY,
                RepeatableContainers.standardRepeatables())
            .stream(VcpLogged.class)
            .toList();
    return found.stream()
        .filter(one -> one.getAggregateIndex() == found.getFirst().getAggregateIndex())
        .map(MergedAnnotation::synthesize)
        .toList();
  }

  private void requireCallable(Method method) {
    int modifiers = method.getModifiers();
    if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers)) {
      throw new IllegalArgumentException("no proxy sees calls of a private or static method");
    }
    if (isByClass && Modifier.isFinal(modifiers)) {
      throw new IllegalArgumentException("no proxy sees calls of a final method");
    }
    Class<?> result = method.getReturnType();
    boolean isStage = CompletionStage.class.isAssignableFrom(result);
    boolean isLater =
        Future.class.isAssignableFrom(result)
            || Flow.Publisher.class.isAssignableFrom(result)
            || isReactive(result);
    if (isLater && !isStage) {
      throw new IllegalArgumentException(
          "a %s is not followed to its end; a CompletableFuture is"
              .formatted(result.getSimpleName()));
    }
  }

  private static boolean isReactive(Class<?> result) {
    return ClassUtils.getAllInterfacesForClassAsSet(result).stream()
        .anyMatch(type -> type.getName().equals("org.reactivestreams.Publisher"));
  }

  private LoggedMethod logged(Method own, Method method, List<VcpLogged> annotations) {
    List<String> parameters = parameters(own, method);
    if (parameters.contains("root")) {
      throw new IllegalArgumentException(
          "no expression can read a parameter named root, SpEL has a #root of its own");
    }
    for (String outcome : ExpressionReader.OUTCOMES) {
      if (parameters.contains(outcome)) {
        throw new IllegalArgumentException(
            "a parameter named %s hides the call's #%s".formatted(outcome, outcome));
      }
    }
    var reader = new ExpressionReader(parameters);
    var rules = new ArrayList<LoggedRule>();
    for (VcpLogged annotation : annotations) {
      rules.add(rule(annotation, reader));
    }
    return new LoggedMethod(own, parameters, rules);
  }

  /// Names of the class's own parameters, else of the interface's.
  private List<String> parameters(Method own, Method method) {
    @Nullable String @Nullable [] found = names.getParameterNames(own);
    if (found == null) {
      found = names.getParameterNames(method);
    }
    var parameters = new ArrayList<String>();
    if (found != null) {
      for (String name : found) {
        parameters.add(String.valueOf(name));
      }
    }
    return parameters;
  }

  private LoggedRule rule(VcpLogged annotation, ExpressionReader reader) {
    // The client's own rule for types, asked at the start.
    var _ = PROBE.write(annotation.value(), JsonObject.empty());
    return new LoggedRule(
        annotation.value(),
        annotation.on(),
        expression(annotation.condition(), reader),
        payload(annotation, reader),
        expression(annotation.trace(), reader));
  }

  private static @Nullable SpelExpression expression(String text, ExpressionReader reader) {
    return text.isBlank() ? null : reader.read(text);
  }

  private LoggedRule.Payload payload(VcpLogged annotation, ExpressionReader reader) {
    String bean = annotation.payloadBean();
    SpelExpression expression = expression(annotation.payload(), reader);
    if (expression != null && expression.getAST() instanceof InlineList) {
      throw new IllegalArgumentException(
          "`%s` is a list, and a payload is a map; an empty one is {:}"
              .formatted(annotation.payload()));
    }
    if (bean.isEmpty()) {
      return expression == null
          ? new LoggedRule.Payload.Plain()
          : new LoggedRule.Payload.ByExpression(expression);
    }
    if (expression != null) {
      throw new IllegalArgumentException("the payload is by an expression or by a bean, not both");
    }
    if (!beans.containsBean(bean) || !beans.isTypeMatch(bean, VcpPayload.class)) {
      throw new IllegalArgumentException(
          "there is no bean %s that is a %s".formatted(bean, VcpPayload.class.getSimpleName()));
    }
    return new LoggedRule.Payload.ByBean(bean);
  }
}
