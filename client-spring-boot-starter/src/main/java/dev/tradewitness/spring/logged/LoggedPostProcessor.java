package dev.tradewitness.spring.logged;

import dev.tradewitness.client.Tradewitness;
import java.io.Serial;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ClassFilter;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.BeansException;
import org.springframework.core.annotation.AnnotationUtils;

/// Gives a proxy to each bean with logged methods, in front of the proxies' other advices: what is
/// logged is what the caller sees, such as a transaction that could not be committed.
final class LoggedPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

  @Serial private static final long serialVersionUID = 1;

  private final transient LoggedMethods methods;

  LoggedPostProcessor(LoggedMethods methods, CallLog calls, boolean isByClass) {
    this.methods = methods;
    setBeforeExistingAdvisors(true);
    setProxyTargetClass(isByClass);
    this.advisor =
        new DefaultPointcutAdvisor(new Logged(methods), new LoggedInterceptor(methods, calls));
  }

  @Override
  protected boolean isEligible(Class<?> type) {
    return !methods.all(type).isEmpty();
  }

  /// The client, and the beans that make payloads, are closed behind the beans whose calls are
  /// logged.
  @Override
  public Object postProcessAfterInitialization(Object bean, String name) throws BeansException {
    Object proxy = super.postProcessAfterInitialization(bean, name);
    List<LoggedMethod> logged = logged(bean);
    if (beanFactory != null && !logged.isEmpty()) {
      for (String client : beanFactory.getBeanNamesForType(Tradewitness.class, true, false)) {
        beanFactory.registerDependentBean(client, name);
      }
      payloadBeans(logged).forEach(payload -> beanFactory.registerDependentBean(payload, name));
    }
    return proxy;
  }

  /// A proxy's own interfaces may be logged where its target's class is not: a repository's.
  private List<LoggedMethod> logged(Object bean) {
    List<LoggedMethod> ofTarget = methods.all(AopUtils.getTargetClass(bean));
    return ofTarget.isEmpty() ? methods.all(bean.getClass()) : ofTarget;
  }

  private static Stream<String> payloadBeans(List<LoggedMethod> logged) {
    return logged.stream()
        .flatMap(method -> method.rules().stream())
        .map(LoggedRule::payload)
        .flatMap(payload ->
            payload instanceof LoggedRule.Payload.ByBean(String bean)
                ? Stream.of(bean)
                : Stream.empty())
        .distinct();
  }

  private static final class Logged extends StaticMethodMatcherPointcut {

    private final LoggedMethods methods;

    Logged(LoggedMethods methods) {
      this.methods = methods;
      ClassFilter candidates = type -> AnnotationUtils.isCandidateClass(type, VcpLogged.class);
      setClassFilter(candidates);
    }

    /// Also asked at a call, such as after a target was exchanged. Then the caller must not get
    /// what is wrong with an annotation: the interceptor meets it again and counts it.
    @Override
    public boolean matches(Method method, @Nullable Class<?> target) {
      try {
        return methods.find(method, target).isPresent();
      } catch (Throwable e) {
        return true;
      }
    }
  }
}
