package dev.tradewitness.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/// A Spring Boot application, without two things that our services do themselves:
///
/// - error pages, since [dev.tradewitness.kit.web.ProblemValve] answers;
/// - proxies for `@Transactional`, since every transaction here is begun and ended in the open with
///   a `TransactionTemplate`. To look for the annotation at each method of each bean took a tenth
///   of a start. Repositories of Spring Data bring their own proxies and keep them.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootApplication(
    exclude = {ErrorMvcAutoConfiguration.class, TransactionAutoConfiguration.class})
public @interface ServiceApplication {}
