package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.stack.StackConsole;
import dev.tradewitness.launcher.stack.StackException;
import dev.tradewitness.launcher.stack.StackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Tells the anchor-service on this machine what a person has decided about a stopped log.
final class AnchorCommand implements Command {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int OK = 200;

  @Override
  public String usage() {
    return "settle POLICY_ID --action accept|sign|forget --by WHO --why TEXT [--url URL] [--data DIR]"
        + "  decides about a stopped log, for ever on record";
  }

  @Override
  public Set<String> options() {
    return Set.of("--action", "--by", "--why", "--url", "--data");
  }

  @Override
  public int run(Arguments arguments) throws IOException, UsageException, StackException {
    List<String> words = arguments.words();
    if (words.size() != 2 || !words.getFirst().equals("settle")) {
      throw new UsageException("say settle and name one log");
    }
    var query =
        "action=%s&by=%s&why=%s"
            .formatted(
                required(arguments, "--action"),
                required(arguments, "--by"),
                required(arguments, "--why"));
    var uri =
        URI.create(
            "%s/vcp/logs/%s/settle?%s"
                .formatted(
                    ServiceUrl.of(arguments, StackPorts.ANCHOR), encoded(words.getLast()), query));
    HttpResponse<String> answer = post(uri);
    if (answer.statusCode() != OK) {
      throw new StackException(
          "anchor answered %d: %s".formatted(answer.statusCode(), answer.body()));
    }
    StackConsole.standard().say(answer.body());
    return 0;
  }

  private static String required(Arguments arguments, String option) throws UsageException {
    return encoded(
        arguments.option(option).orElseThrow(() -> new UsageException(option + " is required")));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static HttpResponse<String> post(URI uri) throws IOException, StackException {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted before anchor answered");
    }
  }
}
