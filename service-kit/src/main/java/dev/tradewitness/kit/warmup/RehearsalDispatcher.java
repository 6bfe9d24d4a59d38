package dev.tradewitness.kit.warmup;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.filter.CharacterEncodingFilter;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Spring MVC around one controller, with a context, meters and observations of its own.
public final class RehearsalDispatcher {

  private RehearsalDispatcher() {}

  /// @param controller with mapped methods; its class must carry no stereotype, or the service's
  ///   own context would serve it as well
  /// @param like the service's own adapter, whose converters are used
  public static Servlet of(Object controller, RequestMappingHandlerAdapter like) {
    var context = new GenericWebApplicationContext();
    context.registerBean("controller", Object.class, () -> controller);
    context.registerBean(
        "mapping",
        RequestMappingHandlerMapping.class,
        () -> new OnlyMapping(controller.getClass()));
    context.registerBean(
        "adapter",
        RequestMappingHandlerAdapter.class,
        () -> {
          var adapter = new RequestMappingHandlerAdapter();
          adapter.setMessageConverters(like.getMessageConverters());
          return adapter;
        });
    return new QuietDispatcher(context);
  }

  /// The filters that a controller of a service stands behind, as far as they cost time.
  public static List<Filter> filters() {
    var observations = ObservationRegistry.create();
    observations
        .observationConfig()
        .observationHandler(
            new DefaultMeterObservationHandler(
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
    return List.of(
        new CharacterEncodingFilter(StandardCharsets.UTF_8.name(), true),
        new ServerHttpObservationFilter(observations),
        new RequestContextFilter());
  }

  private static final class OnlyMapping extends RequestMappingHandlerMapping {
    private final Class<?> controller;

    OnlyMapping(Class<?> controller) {
      this.controller = controller;
    }

    @Override
    protected boolean isHandler(Class<?> type) {
      return type == controller;
    }
  }
}
