package dev.tradewitness.authorize.api;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Describes `POST /v1/authorize`, which is no controller, to whoever reads `/v3/api-docs`.
@Configuration(proxyBeanMethods = false)
class AuthorizeDocs {

  @Bean
  OpenApiCustomizer authorizePath() {
    return api ->
        api.path(
            "/v1/authorize",
            new PathItem()
                .post(
                    new Operation()
                        .operationId("authorize")
                        .summary("Decides an order; the answer is durable")
                        .addParametersItem(
                            new HeaderParameter().name("x-client-id").schema(new StringSchema()))
                        .addParametersItem(
                            new HeaderParameter().name("x-trace-id").schema(new StringSchema()))
                        .addParametersItem(
                            new QueryParameter().name("dry_run").schema(new StringSchema()))
                        .addParametersItem(
                            new QueryParameter()
                                .name("token")
                                .description("jws: decision_token is a compact JWS")
                                .schema(new StringSchema()._enum(List.of("object", "jws"))))
                        .requestBody(new RequestBody().required(true).content(json(request())))
                        .responses(responses())));
  }

  private static ApiResponses responses() {
    return new ApiResponses()
        .addApiResponse("200", answer("Decided: AUTHORIZED or BLOCKED").content(json(decision())))
        .addApiResponse("400", answer("Not an order; nothing was decided"))
        .addApiResponse("403", answer("FOREIGN_ORIGIN: sent by a page of another origin"))
        .addApiResponse("409", answer("ID_REUSED: another order has this id"))
        .addApiResponse("413", answer("The body is longer than 65536 bytes"))
        .addApiResponse("415", answer("The body is not JSON by its Content-Type"))
        .addApiResponse(
            "503", answer("Not decided, or not confirmed in time; the code says which"));
  }

  private static ApiResponse answer(String description) {
    return new ApiResponse().description(description);
  }

  private static Content json(Schema<?> schema) {
    return new Content().addMediaType("application/json", new MediaType().schema(schema));
  }

  private static Schema<?> request() {
    return object(
        Map.of(
            "order",
            object(
                Map.of(
                    "client_order_id", new StringSchema(),
                    "symbol", new StringSchema(),
                    "side", new StringSchema()._enum(List.of("BUY", "SELL")),
                    "qty", new StringSchema().description("number or string, exact"),
                    "price", new StringSchema().description("number or string, exact"),
                    "type",
                        new StringSchema()
                            ._enum(List.of("LIMIT", "MARKET"))
                            .description("required as MARKET when there is no price"),
                    "time_in_force",
                        new StringSchema()
                            ._enum(List.of("DAY", "GTC", "IOC", "FOK", "GTD"))
                            .description("FIX 59; absent: orders.time-in-force.when-absent"),
                    "expire_time",
                        new StringSchema()
                            .format("date-time")
                            .description("FIX 126, UTC; required with GTD, else not allowed"))),
            "context",
            object(Map.of("client_id", new StringSchema()))));
  }

  private static Schema<?> decision() {
    return object(
        Map.of(
            "trace_id", new StringSchema(),
            "status", new StringSchema()._enum(List.of("AUTHORIZED", "BLOCKED")),
            "decision_token", new ObjectSchema(),
            "timing_ms", new ObjectSchema(),
            "policy", new ObjectSchema()));
  }

  private static Schema<?> object(Map<String, Schema<?>> members) {
    var schema = new ObjectSchema();
    members.forEach(schema::addProperty);
    return schema;
  }
}
