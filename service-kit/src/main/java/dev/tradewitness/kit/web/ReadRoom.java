package dev.tradewitness.kit.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.CloseNowException;
import org.jspecify.annotations.Nullable;

/// Limits the memory of reads from before the first row until the last byte is handed to the
/// system, and the time for which the service waits for a reader: a slow one is cut off, and
/// `tradewitness.reads.cut` counts it.
///
/// Every request counts as a read except `POST` and `PUT` (which have bounds of their own),
/// `/health`, `/metrics` and `/actuator/…`. A read that finds no room in time is 503 `OVERLOADED`.
/// Large answers cannot take the room of small ones.
final class ReadRoom implements Filter {

  private final List<ReadSize> sizes;
  private final ReadProperties settings;
  private final HttpProblems problems;
  private final Counter cut;
  private final Semaphore smallKib;
  private final Semaphore largeKib;

  /// @param sizes of several that fit a path, the smallest counts
  ReadRoom(
      List<ReadSize> sizes, ReadProperties settings, HttpProblems problems, MeterRegistry meters) {
    this.sizes = sizes.stream().sorted(Comparator.comparingInt(ReadSize::kib)).toList();
    this.settings = settings;
    this.problems = problems;
    this.cut = meters.counter("tradewitness.reads.cut");
    int all = Math.toIntExact(settings.sizeMax().toKilobytes());
    int small = Math.max(all / 4, ReadSize.SMALL_KIB);
    int largest = sizes.stream().mapToInt(ReadSize::kib).max().orElse(0);
    this.smallKib = new Semaphore(small, true);
    this.largeKib = new Semaphore(Math.max(all - small, largest), true);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain next)
      throws IOException, ServletException {
    var asked = (HttpServletRequest) request;
    if (isBoundElsewhere(asked)) {
      next.doFilter(request, response);
      return;
    }
    var answer = (HttpServletResponse) response;
    int room = room(path(asked));
    Semaphore kib = room > ReadSize.SMALL_KIB ? largeKib : smallKib;
    if (!isAcquired(kib, room)) {
      problems.write(
          answer,
          ProblemException.unavailable(
              "OVERLOADED", "Too many reads at a time; ask again", settings.patience()));
      return;
    }
    var bounded = new BoundedResponse(answer);
    try {
      next.doFilter(request, bounded);
    } finally {
      kib.release(room);
      if (bounded.isCut()) {
        cut.increment();
      }
    }
    if (bounded.isCut()) {
      // Whoever wrote may have taken the failure for the end of an answer. The reader must not: it
      // would have a part and see no mistake.
      throw new CloseNowException("the reader is too slow");
    }
  }

  private static boolean isBoundElsewhere(HttpServletRequest request) {
    String method = request.getMethod();
    if (method.equals("POST") || method.equals("PUT")) {
      return true;
    }
    String path = path(request);
    return path.equals("/health") || path.equals("/metrics") || path.startsWith("/actuator/");
  }

  /// Decoded, normalised and without parameters, as the controllers are chosen: one resource has
  /// many spellings.
  private static String path(HttpServletRequest request) {
    return request.getServletPath();
  }

  private int room(String path) {
    for (ReadSize size : sizes) {
      if (size.path().matcher(path).matches()) {
        return size.kib();
      }
    }
    return ReadSize.SMALL_KIB;
  }

  private boolean isAcquired(Semaphore kib, int room) {
    try {
      return kib.tryAcquire(room, settings.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// All of an answer, an error's included, within one time.
  private final class BoundedResponse extends HttpServletResponseWrapper {
    private @Nullable BoundedOutput output;

    BoundedResponse(HttpServletResponse response) {
      super(response);
    }

    boolean isCut() {
      return output != null && output.isCut();
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
      BoundedOutput bounded = output;
      if (bounded == null) {
        bounded =
            new BoundedOutput(
                super.getOutputStream(),
                settings.timeMax(),
                settings.rateMin().toBytes(),
                System::nanoTime);
        output = bounded;
      }
      return bounded;
    }
  }
}
