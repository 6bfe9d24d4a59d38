package dev.tradewitness.capture.source.rest;

import dev.tradewitness.kit.web.HttpProblems;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/// Limits the memory of reads from before the first row until the last byte is sent, and the time
/// that a reader takes for its answer: a slow one is cut off.
///
/// Every request counts as a read except `POST` (which has bounds of its own), `/health`,
/// `/metrics` and `/actuator/…`.
final class ReadRoom extends OncePerRequestFilter {

  /// What a page of events takes while it is made: rows, text and answer.
  private static final int PAGE_KIB = 6 * 1024;

  /// What one event takes.
  private static final int EVENT_KIB = 3 * 1024;

  private final Semaphore kib;
  private final Duration wait;
  private final Duration writeMax;
  private final HttpProblems problems;

  /// @param kibMax over all reads
  /// @param wait for room, before the read is turned away
  /// @param writeMax from the first byte of an answer to its last
  ReadRoom(int kibMax, Duration wait, Duration writeMax, HttpProblems problems) {
    this.kib = new Semaphore(Math.max(kibMax, PAGE_KIB), true);
    this.wait = wait;
    this.writeMax = writeMax;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = path(request);
    return request.getMethod().equals("POST")
        || path.equals("/health")
        || path.equals("/metrics")
        || path.startsWith("/actuator/");
  }

  /// Decoded, normalised and without parameters, as the controllers are chosen: one resource has
  /// many spellings.
  private static String path(HttpServletRequest request) {
    return request.getServletPath();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    int room = path(request).startsWith("/vcp/events/") ? EVENT_KIB : PAGE_KIB;
    if (!acquired(room)) {
      problems.write(
          response,
          ProblemException.unavailable(
              "OVERLOADED", "Too many reads at a time; ask again", Duration.ofSeconds(1)));
      return;
    }
    try {
      chain.doFilter(request, new BoundedResponse(response, writeMax));
    } finally {
      kib.release(room);
    }
  }

  private boolean acquired(int room) {
    try {
      return kib.tryAcquire(room, wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// All of an answer, an error's included, in one time.
  private static final class BoundedResponse extends HttpServletResponseWrapper {
    private final Duration writeMax;
    private @Nullable BoundedOutput output;

    BoundedResponse(HttpServletResponse response, Duration writeMax) {
      super(response);
      this.writeMax = writeMax;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
      BoundedOutput bounded = output;
      if (bounded == null) {
        bounded = new BoundedOutput(super.getOutputStream(), writeMax);
        output = bounded;
      }
      return bounded;
    }
  }
}
