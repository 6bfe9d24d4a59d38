package dev.tradewitness.capture.source.mirror;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.decode.mirror.OrderMapping;
import dev.tradewitness.capture.decode.mirror.SecretNames;
import dev.tradewitness.common.event.PolicyId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The door for mirrored requests.
///
/// @param policyId what requests are recorded under
/// @param clock what the proxy's times are worth
/// @param bodySizeMax of one request
/// @param uploadsMax bodies that have arrived and are not answered, all together
/// @param uploadTimeMax from the first byte of a body to its last
/// @param headers that are stored; all others are not
/// @param neverHeaders that are not stored, besides those whose names say that they are credentials
/// @param redact members, form fields and query parameters whose values are not stored
/// @param mappings tried in this order; without any entry, [MappingProperties#ORDERS]
@ConfigurationProperties(prefix = "tradewitness.capture.mirror", ignoreUnknownFields = false)
record MirrorProperties(
    @DefaultValue("local.tradewitness:capture") String policyId,
    @DefaultValue("SILVER") Tier tier,
    @DefaultValue("BEST_EFFORT") ClockStatus clock,
    @DefaultValue("1MB") DataSize bodySizeMax,
    @DefaultValue("32MB") DataSize uploadsMax,
    @DefaultValue("5s") Duration uploadTimeMax,
    @DefaultValue({
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
          "traceparent"
        })
        List<String> headers,
    @DefaultValue List<String> neverHeaders,
    @DefaultValue({
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
          "authorization"
        })
        List<String> redact,
    @Nullable List<MappingProperties> mappings) {

  private static final DataSize BODY_MAX = DataSize.ofMegabytes(8);
  private static final int NAMES_MAX = 200;
  private static final int MAPPINGS_MAX = 100;

  MirrorProperties {
    if (bodySizeMax.toBytes() < 1 || bodySizeMax.compareTo(BODY_MAX) > 0) {
      throw new IllegalArgumentException(
          "body-size-max is 1 to %s, not %s".formatted(BODY_MAX, bodySizeMax));
    }
    if (!PolicyId.isValid(policyId)) {
      throw new IllegalArgumentException("policy-id is not a policy id: " + policyId);
    }
    requireFew("headers", headers);
    requireFew("never-headers", neverHeaders);
    requireFew("redact", redact);
    for (String header : headers) {
      if (SecretNames.isCredentialHeader(header)) {
        throw new IllegalArgumentException(
            "headers has %s: credentials are never stored".formatted(header));
      }
    }
    if (mappings != null && mappings.size() > MAPPINGS_MAX) {
      throw new IllegalArgumentException("mappings has more than " + MAPPINGS_MAX);
    }
    var _ = orderMappings(mappings); // says what is wrong with one
  }

  List<OrderMapping> orderMappings() {
    return orderMappings(mappings);
  }

  private static List<OrderMapping> orderMappings(@Nullable List<MappingProperties> mappings) {
    List<MappingProperties> given = mappings == null ? List.of(MappingProperties.ORDERS) : mappings;
    return given.stream().map(MappingProperties::mapping).toList();
  }

  private static void requireFew(String setting, List<String> names) {
    if (names.size() > NAMES_MAX || names.stream().anyMatch(n -> n.isBlank() || n.length() > 128)) {
      throw new IllegalArgumentException(
          setting + " has at most " + NAMES_MAX + " names of 1 to 128 characters");
    }
  }

  SourcePolicy policy() {
    return new SourcePolicy(policyId, tier, clock);
  }

  /// In lower case.
  Set<String> storedHeaders() {
    Set<String> never =
        neverHeaders.stream().map(MirrorProperties::lower).collect(Collectors.toSet());
    return headers.stream()
        .map(MirrorProperties::lower)
        .filter(name -> !never.contains(name))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
