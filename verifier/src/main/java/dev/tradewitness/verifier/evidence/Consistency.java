package dev.tradewitness.verifier.evidence;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.evidence.format.BundleMembers;
import dev.tradewitness.evidence.format.MemberPath;
import java.util.List;

/// `consistency/…`: that the log only grew between two sizes.
///
/// @param firstInPath older size by the member's path
/// @param secondInPath newer size by the member's path
public record Consistency(
    String path,
    String policyId,
    long firstInPath,
    long secondInPath,
    long first,
    long second,
    List<Hash> hashes) {

  private static final int PATH_MAX = 64;

  static Consistency read(String path, MemberPath.Consistency at, Fields fields)
      throws MalformedException {
    fields.only(BundleMembers.CONSISTENCY);
    return new Consistency(
        path,
        at.policyId(),
        at.first(),
        at.second(),
        fields.count("first"),
        fields.count("second"),
        List.copyOf(fields.hashes("path", PATH_MAX)));
  }
}
