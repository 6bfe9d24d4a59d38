package dev.tradewitness.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tradewitness.common.wire.Violation;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class QueryReaderTest {

  private static final Set<String> KNOWN = Set.of("limit", "from", "name", "colour");

  private enum Colour {
    RED,
    GREEN
  }

  private static QueryReader query(String text) {
    var request = new MockHttpServletRequest();
    request.setQueryString(text);
    return new QueryReader(request, KNOWN);
  }

  @Test
  void whatIsAbsentIsAbsent() {
    for (QueryReader query : new QueryReader[] {query(""), query("&&"), query("name=x")}) {
      assertThat(query.number("limit", 1, 9, 5)).isEqualTo(5);
      assertThat(query.time("from")).isNull();
      assertThat(query.choice("colour", Colour.RED)).isEqualTo(Colour.RED);
      query.requireNoViolation();
    }
  }

  @Test
  void whatIsGivenIsRead() {
    var query = query("limit=9&from=2026-01-31T13:00:00+01:00&name=a%2Bb+c%C3%A9&colour=green");
    assertThat(query.number("limit", 1, 9, 5)).isEqualTo(9);
    assertThat(query.time("from")).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(query.text("name")).isEqualTo("a+b cé");
    assertThat(query.choice("colour", Colour.RED)).isEqualTo(Colour.GREEN);
    query.requireNoViolation();
  }

  @Test
  void aLeapSecondIsATime() {
    assertThat(query("from=2016-12-31T23:59:60Z").time("from"))
        .isEqualTo(Instant.parse("2017-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "10", "+5", "-1", "", "5.0", "1e1", "٣", "99999999999999999999", "5 "})
  void aNumberIsDigitsWithinItsBounds(String text) {
    var request = new MockHttpServletRequest();
    request.setQueryString(
        "limit=" + java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8));
    var query = new QueryReader(request, KNOWN);
    assertThat(query.number("limit", 1, 9)).isNull();
    assertRefused(query, new Violation("/limit", "OUT_OF_RANGE", LIMIT));
  }

  private static final String LIMIT = "limit must be a whole number from 1 to 9";

  @Test
  void everythingThatIsWrongIsNamedAtOnce() {
    var query = query("limit=x&from=yesterday&colour=RED&shape=round&name=a&name=b");
    assertThat(query.number("limit", 1, 9)).isNull();
    assertThat(query.time("from")).isNull();
    assertThat(query.choice("colour", Colour.GREEN)).isEqualTo(Colour.GREEN);
    assertRefused(
        query,
        new Violation("/shape", "UNKNOWN_PARAMETER", "there is no parameter shape"),
        new Violation("/name", "REPEATED_PARAMETER", "name is given more than once"),
        new Violation("/limit", "OUT_OF_RANGE", LIMIT),
        new Violation(
            "/from", "NOT_A_TIME", "from must be an RFC 3339 time such as 2026-01-31T12:00:00Z"),
        new Violation("/colour", "UNKNOWN_CHOICE", "colour must be one of red, green"));
  }

  @Test
  void aBodyThatClaimsToBeAFormIsNoQuery() {
    var request = new MockHttpServletRequest("POST", "/");
    request.setContentType("application/x-www-form-urlencoded");
    request.addParameter("{}", "");
    new QueryReader(request, KNOWN).requireNoViolation();
  }

  @ParameterizedTest
  @ValueSource(strings = {"name=%", "name=%zz", "name=%ff", "%ff=name", "name=%c3"})
  void whatIsNotWellEncodedIsRefused(String text) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> query(text))
        .extracting(ProblemException::code)
        .isEqualTo("BAD_PARAMETERS");
  }

  private static void assertRefused(QueryReader query, Violation... violations) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(query::requireNoViolation)
        .asInstanceOf(type(ProblemException.class))
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo("INVALID_PARAMETER");
          assertThat(problem.violations()).containsExactly(violations);
        });
  }
}
