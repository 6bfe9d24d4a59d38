package dev.tradewitness.authorize.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// Policy versions. A document is inserted once and never written again. Call what modifies inside
/// a transaction.
interface StoredPolicies extends Repository<StoredPolicy, String> {

  long count();

  Optional<StoredPolicy> findById(String version);

  Optional<StoredPolicy> findByStatus(StoredPolicy.Status status);

  List<StoredPolicy> findByNumberLessThanOrderByNumberDesc(long before, Limit limit);

  /// @return 0 when a version of this name is there
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          insert into policy_version
            (version, document, digest, status, created_by, created_at, reason)
          values (:version, :document, :digest, :status, :createdBy, :createdAt, :reason)
          on conflict do nothing\
          """)
  int insert(
      String version,
      String document,
      String digest,
      String status,
      String createdBy,
      Instant createdAt,
      String reason);

  /// Retires every other version that is active.
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          "update policy_version set status = 'RETIRED' where status = 'ACTIVE' and version <> :version")
  int retire(String version);

  @Modifying(clearAutomatically = true)
  @Query(
      nativeQuery = true,
      value =
          "update policy_version set status = 'ACTIVE' where version = :version and digest = :digest")
  int activate(String version, String digest);
}
