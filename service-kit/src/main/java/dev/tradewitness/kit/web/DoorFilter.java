package dev.tradewitness.kit.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/// Lets no foreign web page change state. A browser sends a page's POST to another site without
/// asking that site first when the body is a form, plain text or untyped. So a body has to be JSON
/// (415 `UNSUPPORTED_MEDIA_TYPE`), and an `Origin` has to be this service's own or an allowed one
/// (403 `FOREIGN_ORIGIN`). GET, HEAD and OPTIONS pass: they change nothing. A body that is encoded
/// otherwise than by its type is not decoded (415 `UNSUPPORTED_ENCODING`). A [Door] may take other
/// bodies; the origin is checked there, too. TRACE is what no path serves.
final class DoorFilter implements Filter {

  private static final String JSON = "application/json";
  private static final String TRACE = "TRACE";
  private static final String ENCODING = "UNSUPPORTED_ENCODING";
  private static final String IDENTITY = "identity";
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", TRACE);

  // A name that an attacker registers can point to a loopback address (DNS rebinding). Addresses
  // and `localhost` cannot.
  private static final Pattern OWN_HOST =
      Pattern.compile("(localhost|[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  private final Map<String, Door> doors;
  private final Set<String> allowedOrigins;
  private final HttpProblems problems;

  DoorFilter(List<Door> doors, DoorProperties settings, HttpProblems problems) {
    this.doors = doors.stream().collect(Collectors.toMap(Door::path, Function.identity()));
    this.allowedOrigins =
        settings.allowedOrigins().stream().map(DoorFilter::lower).collect(Collectors.toSet());
    this.problems = problems;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain next)
      throws IOException, ServletException {
    var asked = (HttpServletRequest) request;
    ProblemException refusal = refusal(asked);
    if (refusal == null) {
      next.doFilter(asked.getMethod().equals(TRACE) ? new Unserved(asked) : asked, response);
      return;
    }
    var answer = (HttpServletResponse) response;
    if (refusal.status() == HttpStatus.UNSUPPORTED_MEDIA_TYPE) { // RFC 9110 section 15.5.16
      if (refusal.code().equals(ENCODING)) {
        answer.setHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
      } else {
        answer.setHeader(HttpHeaders.ACCEPT, JSON);
      }
    }
    problems.write(answer, refusal);
  }

  private @Nullable ProblemException refusal(HttpServletRequest request) {
    if (READS.contains(request.getMethod())) {
      return null;
    }
    if (!isOwnOrigin(request)) {
      return ProblemException.of(
          HttpStatus.FORBIDDEN,
          "FOREIGN_ORIGIN",
          "A page of another origin may not change state here; nothing was done");
    }
    Door door = doors.get(request.getRequestURI());
    if (door != null && door.anyBody()) {
      return null;
    }
    if (hasBody(request) && !isTaken(request, door)) {
      return ProblemException.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "UNSUPPORTED_MEDIA_TYPE",
          "The body needs the Content-Type " + JSON + "; nothing was done");
    }
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.isBlank() && !lower(encoding).strip().equals(IDENTITY)) {
      return ProblemException.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          ENCODING,
          "The body may have no Content-Encoding; nothing was done");
    }
    return null;
  }

  private boolean isOwnOrigin(HttpServletRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return true;
    }
    String given = lower(origin);
    if (allowedOrigins.contains(given)) {
      return true;
    }
    String host = request.getHeader(HttpHeaders.HOST);
    return host != null
        && OWN_HOST.matcher(lower(host)).matches()
        && (given.equals("http://" + lower(host)) || given.equals("https://" + lower(host)));
  }

  private static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0
        || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
  }

  private static boolean isTaken(HttpServletRequest request, @Nullable Door door) {
    String type = mediaType(request.getContentType());
    if (type.equals(JSON) || type.startsWith("application/") && type.endsWith("+json")) {
      return true;
    }
    return door != null && door.bodyTypes().contains(type);
  }

  /// Without parameters, in lower case; empty when there is none.
  private static String mediaType(@Nullable String contentType) {
    if (contentType == null || contentType.equals(JSON)) {
      return contentType == null ? "" : JSON;
    }
    int parameters = contentType.indexOf(';');
    return lower(parameters < 0 ? contentType : contentType.substring(0, parameters)).strip();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// A request by a method that no path has: whoever dispatches it answers 405 with the methods
  /// that its path does have. Servlets answer TRACE by itself, with what was sent.
  private static final class Unserved extends HttpServletRequestWrapper {

    Unserved(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getMethod() {
      return "trace";
    }
  }
}
