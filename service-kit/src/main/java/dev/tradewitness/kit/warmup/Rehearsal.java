package dev.tradewitness.kit.warmup;

import java.util.List;

/// What a service rehearses before it reports ready: one bean for each of its features with a hot
/// path. The paths are made for one warm-up and forgotten after it.
public interface Rehearsal {

  /// Makes the paths, with parts of their own wherever a part has state, meters or effects.
  List<HotPath> paths() throws Exception;
}
