package dev.tradewitness.launcher.part;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/// How long at most a training puts load on the programs whose AOT caches it records. The caches of
/// one training time are others than those of another, so that a quick training for a test never
/// gives its poorer profiles to a user's stack.
///
/// @param max from 1 s to 10 min, in whole seconds
public record TrainingTime(Duration max) {
  /// In the environment: a whole number of seconds, such as `10s`.
  public static final String VARIABLE = "TRADEWITNESS_TRAINING_TIME";

  private static final Pattern SECONDS = Pattern.compile("([0-9]{1,3})s");
  private static final Duration LONGEST = Duration.ofMinutes(10);
  static final TrainingTime DEFAULT = new TrainingTime(Duration.ofMinutes(2));

  public TrainingTime {
    if (max.compareTo(Duration.ofSeconds(1)) < 0 || max.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a training takes from 1s to 600s, not " + max);
    }
  }

  /// Two minutes, unless the environment says otherwise.
  ///
  /// @throws IllegalArgumentException naming the variable when it holds no such time
  public static TrainingTime chosen(Map<String, String> environment) {
    String text = environment.getOrDefault(VARIABLE, "");
    if (text.isEmpty()) {
      return DEFAULT;
    }
    var matcher = SECONDS.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          VARIABLE + " is a whole number of seconds from 1s to 600s, not " + text);
    }
    return new TrainingTime(Duration.ofSeconds(Integer.parseInt(matcher.group(1))));
  }

  /// What the names of its caches end with.
  String mark() {
    return equals(DEFAULT) ? "" : "-trained-%ds".formatted(max.toSeconds());
  }
}
