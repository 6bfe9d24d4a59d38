package dev.tradewitness.capture.sources;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.JsonPointer;
import dev.tradewitness.capture.decode.foreign.OrderEvent;
import dev.tradewitness.capture.decode.foreign.OrderMapping;
import dev.tradewitness.capture.decode.foreign.OrderMember;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.decode.mirror.MirrorRules;
import dev.tradewitness.capture.decode.mirror.PathMapping;
import dev.tradewitness.capture.decode.mirror.SecretNames;
import dev.tradewitness.capture.stream.SigningMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How mirrored requests become events.
///
/// @param signing of their stream; null as the service's settings have it
public record MirrorSource(MirrorRules rules, @Nullable SigningMode signing) {

  /// Headers that are stored when the file does not say which.
  static final List<String> HEADERS =
      List.of(
          "Content-Type",
          "Content-Encoding",
          "Accept",
          "User-Agent",
          "X-Original-Host",
          "X-Forwarded-For",
          "X-Forwarded-Proto",
          "X-Real-IP",
          "Idempotency-Key",
          "X-Correlation-ID",
          "traceparent");

  /// Names whose values are taken out when the file does not say which.
  static final List<String> REDACT =
      List.of(
          "password",
          "passwd",
          "pwd",
          "passphrase",
          "secret",
          "client_secret",
          "token",
          "access_token",
          "refresh_token",
          "id_token",
          "pin",
          "otp",
          "api_key",
          "api_secret",
          "private_key",
          "authorization");

  /// Orders by the names of the topic `orders`, when the file has no mappings.
  static final List<PathMapping> MAPPINGS =
      List.of(
          new PathMapping(
              "/api/orders",
              false,
              Set.of("POST"),
              new OrderMapping(
                  OrderEvent.ORD,
                  Map.of(
                      OrderMember.ORDER_ID, JsonPointer.parse("/order_id"),
                      OrderMember.SYMBOL, JsonPointer.parse("/symbol"),
                      OrderMember.SIDE, JsonPointer.parse("/side"),
                      OrderMember.ORDER_TYPE, JsonPointer.parse("/type"),
                      OrderMember.PRICE, JsonPointer.parse("/price"),
                      OrderMember.QUANTITY, JsonPointer.parse("/quantity"),
                      OrderMember.ACCOUNT_ID, JsonPointer.parse("/account_id"),
                      OrderMember.TRACE_ID, JsonPointer.parse("/trace_id")),
                  OrderEvent.ORD.required())));

  /// Of a file that says nothing about them.
  static final MirrorSource DEFAULT =
      new MirrorSource(
          new MirrorRules(
              new SourcePolicy(
                  SourcesFile.DEFAULT_POLICY + "capture", Tier.SILVER, ClockStatus.BEST_EFFORT),
              MAPPINGS,
              lower(HEADERS),
              new SecretNames(Set.copyOf(REDACT))),
          null);

  static Set<String> lower(List<String> names) {
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }
}
