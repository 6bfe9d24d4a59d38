package dev.tradewitness.evidence.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimeStampTest {

  private static final Hash IMPRINT = Hash.of(new byte[] {1});
  private static final BigInteger NONCE = new BigInteger("0123456789abcdef", 16);
  private static final Instant TIME = Instant.parse("2026-11-21T11:00:04Z");
  private static final StampAuthority AUTHORITY = new StampAuthority("Test", Flaw.NONE);

  private static byte[] response(StampAuthority authority) {
    return authority.stamp(IMPRINT.bytes(), NONCE, TIME);
  }

  private static List<X509Certificate> roots(StampAuthority authority) {
    return Certificates.ofPem(authority.caPem()).orElseThrow();
  }

  @Test
  void aResponseSaysWhatWasStampedForWhomAndWhen() throws Exception {
    TimeStamp stamp = TimeStamp.parse(response(AUTHORITY));
    assertThat(stamp.isGranted()).isTrue();
    assertThat(stamp.imprint()).contains(IMPRINT);
    assertThat(stamp.nonce()).contains("123456789abcdef");
    assertThat(stamp.time()).contains(new StampTime(TIME, Duration.ZERO));
    assertThat(TokenTrust.fault(stamp.token().orElseThrow(), roots(AUTHORITY))).isEmpty();
  }

  @Test
  void timeIsReadToItsLastDigitAndWithItsAccuracy() throws Exception {
    TimeStamp stamp =
        TimeStamp.parse(AUTHORITY.stamp(IMPRINT.bytes(), NONCE, "20261121110004.123456Z", 3600));
    StampTime time = stamp.time().orElseThrow();
    assertThat(time.genTime()).isEqualTo(Instant.parse("2026-11-21T11:00:04.123456Z"));
    assertThat(time.accuracy()).isEqualTo(Duration.ofHours(1));
    assertThat(time.latest()).isEqualTo(Instant.parse("2026-11-21T12:00:04.123456Z"));
    assertThat(time).hasToString("2026-11-21T11:00:04.123456Z ± 3600 s");
    assertThat(TokenTrust.fault(stamp.token().orElseThrow(), roots(AUTHORITY))).isEmpty();
  }

  @Test
  void aTimeThatDoesNotExistAndAnAccuracyThatSaysNothingAreRefused() {
    assertThatThrownBy(
            () -> TimeStamp.parse(AUTHORITY.stamp(IMPRINT.bytes(), NONCE, "20261321110004Z", 1)))
        .isInstanceOf(TimeStampRefusedException.class);
    assertThatThrownBy(() ->
            TimeStamp.parse(
                AUTHORITY.stamp(IMPRINT.bytes(), NONCE, "20261121110004Z", Integer.MAX_VALUE)))
        .isInstanceOf(TimeStampRefusedException.class)
        .hasMessageContaining("accuracy");
  }

  @Test
  void aBareTokenIsNamed() throws Exception {
    byte[] token = new TimeStampResponse(response(AUTHORITY)).getTimeStampToken().getEncoded("DER");
    assertThatThrownBy(() -> TimeStamp.parse(token))
        .isInstanceOf(TimeStampRefusedException.class)
        .hasMessageStartingWith("a time-stamp token, not a response");
  }

  @ParameterizedTest
  @EnumSource(
      value = Flaw.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "REJECTS"})
  void aTokenOfAFlawedAuthorityIsRefusedUnderItsOwnCa(Flaw flaw) throws Exception {
    var flawed = new StampAuthority("Flawed", flaw);
    TimeStamp stamp = TimeStamp.parse(response(flawed));
    assertThat(TokenTrust.fault(stamp.token().orElseThrow(), roots(flawed))).isPresent();
  }

  @Test
  void aRejectionHasNoToken() throws Exception {
    TimeStamp stamp = TimeStamp.parse(response(new StampAuthority("No", Flaw.REJECTS)));
    assertThat(stamp.isGranted()).isFalse();
    assertThat(stamp.token()).isEmpty();
    assertThat(stamp.time()).isEmpty();
  }
}
