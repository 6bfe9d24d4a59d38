package dev.tradewitness.kit.web;

import dev.tradewitness.kit.heap.HeapRoom;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.filter.RequestContextFilter;

/// Gives every service its problem answers and its metrics page.
@AutoConfiguration(
    beforeName = "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration",
    afterName = {
      "org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnWebApplication
@EnableConfigurationProperties({DoorProperties.class, ReadProperties.class})
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

  /// A name may hold `/` and `\`. Encoded, each stays part of its path segment, which Spring
  /// decodes after it has split the path; Tomcat alone would refuse such paths.
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedNames() {
    String handling = EncodedSolidusHandling.PASS_THROUGH.getValue();
    return factory ->
        factory.addConnectorCustomizers(connector -> {
          connector.setEncodedSolidusHandling(handling);
          connector.setEncodedReverseSolidusHandling(handling);
        });
  }

  /// Left to Tomcat, TRACE is refused with an `Allow` of methods that the path may not have. The
  /// filter below sees to it that none is answered with what was sent.
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> traceReachesTheFilter() {
    return factory -> factory.addConnectorCustomizers(connector -> connector.setAllowTrace(true));
  }

  /// Trading systems keep their connections. Tomcat's default closes one after 100 requests.
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> lastingConnections() {
    return factory ->
        factory.addConnectorCustomizers(connector -> {
          if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setMaxKeepAliveRequests(-1);
          }
        });
  }

  /// Spring MVC's dispatcher makes its own request context, and nothing else here asks for one.
  @Bean
  FilterRegistrationBean<RequestContextFilter> noRequestContextFilter() {
    var filter = new FilterRegistrationBean<>(new RequestContextFilter());
    filter.setEnabled(false);
    return filter;
  }

  /// After the observation of requests, so that refused ones are observed, too.
  @Bean
  FilterRegistrationBean<DoorFilter> doorFilter(
      ObjectProvider<Door> doors, DoorProperties settings, HttpProblems problems) {
    var filter =
        new FilterRegistrationBean<>(
            new DoorFilter(doors.orderedStream().toList(), settings, problems));
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
    return filter;
  }

  @Bean
  FilterRegistrationBean<ReadRoom> readRoom(
      ObjectProvider<ReadSize> sizes,
      ReadProperties settings,
      HttpProblems problems,
      MeterRegistry meters) {
    return new FilterRegistrationBean<>(
        new ReadRoom(sizes.orderedStream().toList(), settings, problems, meters));
  }

  @Bean
  HeapRoom roomOfReads(ReadProperties settings) {
    return HeapRoom.of("tradewitness.reads.size-max", settings.sizeMax());
  }

  @Bean
  MetricsController metricsController(PrometheusMeterRegistry meters) {
    return new MetricsController(meters);
  }
}
