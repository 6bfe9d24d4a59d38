package dev.tradewitness.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/// A Spring Boot application, without what our services do themselves:
///
/// - error pages, since [dev.tradewitness.kit.web.ProblemValve] answers;
/// - proxies for `@Transactional`, since every transaction here is begun and ended in the open with
///   a `TransactionTemplate`. To look for the annotation at each method of each bean took a tenth
///   of a start. Nothing else needs proxies around beans, so nobody asks whether one is due.
///   Repositories of Spring Data bring their own and keep them.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootApplication(
    exclude = {
      AopAutoConfiguration.class,
      ErrorMvcAutoConfiguration.class,
      TransactionAutoConfiguration.class
    })
public @interface ServiceApplication {}
