package dev.tradewitness.kit.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.catalina.core.StandardHost;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/// Gives every service its problem answers and its metrics page.
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnWebApplication
public class KitAutoConfiguration {

  @Bean
  HttpProblems httpProblems(MeterRegistry meters) {
    return new HttpProblems(meters);
  }

  @Bean
  ProblemAdvice problemAdvice(HttpProblems problems) {
    return new ProblemAdvice(problems);
  }

  @Bean
  QueryReaderArgument queryReaderArgument() {
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(QueryReader.class);
    return new QueryReaderArgument();
  }

  /// Tomcat makes a valve of the named class itself unless there is one.
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemValve(HttpProblems problems) {
    return factory ->
        factory.addContextCustomizers(context -> {
          var host = (StandardHost) context.getParent();
          host.setErrorReportValveClass(ProblemValve.class.getName());
          host.getPipeline().addValve(new ProblemValve(problems));
        });
  }

  @Bean
  MetricsController metricsController(PrometheusMeterRegistry meters) {
    return new MetricsController(meters);
  }
}
