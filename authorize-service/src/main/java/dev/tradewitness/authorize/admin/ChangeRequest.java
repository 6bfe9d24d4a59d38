package dev.tradewitness.authorize.admin;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What somebody asks for.
///
/// @param edit makes of the target's own value, which is null when there is none, the value that is
///   asked for, in its one form; null takes the own value away
public record ChangeRequest(
    ControlTarget target,
    Function<@Nullable String, @Nullable String> edit,
    String reason,
    String author) {

  /// @param after whatever was set before
  public static ChangeRequest of(
      ControlTarget target, @Nullable String after, String reason, String author) {
    return new ChangeRequest(target, _ -> after, reason, author);
  }

  public static ChangeRequest of(
      ControlTarget target, InstrumentEdit edit, String reason, String author) {
    return new ChangeRequest(target, edit::after, reason, author);
  }
}
