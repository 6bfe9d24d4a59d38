package dev.tradewitness.capture.decode.mirror;

import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import java.util.List;
import java.util.Set;

/// What holds for one mirrored request.
///
/// @param policy what it is recorded under
/// @param mappings tried in this order
/// @param headers that are stored, in lower case; all others are not
/// @param secrets whose values are taken out
public record MirrorRules(
    SourcePolicy policy, List<PathMapping> mappings, Set<String> headers, SecretNames secrets) {

  public MirrorRules {
    mappings = List.copyOf(mappings);
    headers = Set.copyOf(headers);
  }
}
