/**
 * The tables of a workspace, one migration an entry: entry k brings `PRAGMA user_version` from k to
 * k + 1. A migration that has been released is never edited; a change is a new entry.
 *
 * Times are milliseconds since 1970 (UTC). Hashes are SHA-256 in lower-case hexadecimal. JSON columns
 * hold what their zod schema in `contract/` describes.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE datasets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('folder', 'manifest', 'embeddings')),
    root TEXT NOT NULL,                -- absolute path; image paths are relative to it
    manifest TEXT,                     -- absolute path of the CSV manifest, where there is one
    fingerprint TEXT NOT NULL,         -- SHA-256 over the sorted (path, class, image SHA-256)
    report TEXT,                       -- JSON: counts and problems of the last import that ended
    created_at INTEGER NOT NULL,
    scanned_at INTEGER NOT NULL,
    removed_at INTEGER,                -- null while it stands in the lists
    UNIQUE (kind, root, manifest)
  ) STRICT;

  CREATE TABLE classes (
    id INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    name TEXT NOT NULL,                -- path below the root with '/', or the manifest's word
    split TEXT CHECK (split IN ('training', 'calibration', 'held-out')),
    UNIQUE (dataset_id, name)
  ) STRICT;

  CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    class_id INTEGER NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
    path TEXT NOT NULL,                -- relative to the dataset's root, with '/'
    sha256 TEXT,                       -- null where the file could not be read
    bytes INTEGER NOT NULL,
    modified_at REAL NOT NULL,         -- mtime in ms: an unchanged size and mtime skip the hash
    width INTEGER,
    height INTEGER,
    status TEXT NOT NULL CHECK (status IN ('ok', 'unreadable', 'missing')),
    reason TEXT,                       -- a sentence, where status is not 'ok'
    UNIQUE (dataset_id, path)
  ) STRICT;
  -- Counts and pages of a class come from this index alone.
  CREATE INDEX images_by_class ON images (class_id, path, status, bytes);
  CREATE INDEX images_by_sha256 ON images (dataset_id, sha256);

  CREATE TABLE models (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,                -- file name at import
    bytes INTEGER NOT NULL,
    description TEXT NOT NULL,         -- JSON: inputs, outputs, opset, batch, layout
    chosen_recipe TEXT,                -- JSON: the recipe that a person chose for it
    created_at INTEGER NOT NULL,
    removed_at INTEGER                 -- null while it stands in the lists
  ) STRICT;

  -- Files of embeddings. A complete one is a matrix of one dataset snapshot; the others belong to runs
  -- that have not ended and hold the rows done so far.
  CREATE TABLE embedding_matrices (
    id INTEGER PRIMARY KEY,
    model_sha256 TEXT NOT NULL,
    recipe_sha256 TEXT NOT NULL,
    view TEXT NOT NULL,                -- 'plain', or the SHA-256 of an augmentation, seed and index
    dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    file TEXT NOT NULL UNIQUE,         -- name below embeddings/; without a header until complete
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
    dimension INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    provider TEXT NOT NULL,
    fingerprint TEXT NOT NULL,         -- SHA-256: of the snapshot's rows, or of the run's plan
    skipped TEXT NOT NULL,             -- JSON: images left out (path, code, reason)
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX embedding_matrices_by_model ON embedding_matrices (model_sha256, recipe_sha256, view);
  -- One row an embedded image and (model, recipe, view): where its vector lies.
  CREATE TABLE embeddings (
    image_sha256 TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    recipe_sha256 TEXT NOT NULL,
    view TEXT NOT NULL,
    matrix_id INTEGER NOT NULL REFERENCES embedding_matrices (id) ON DELETE CASCADE,
    row INTEGER NOT NULL,
    PRIMARY KEY (image_sha256, model_sha256, recipe_sha256, view)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX embeddings_by_matrix ON embeddings (matrix_id);

  CREATE TABLE evaluations (
    id TEXT PRIMARY KEY,               -- a UUID: files and other tools refer to it
    created_at INTEGER NOT NULL,
    name TEXT NOT NULL,
    set_name TEXT NOT NULL CHECK (set_name IN ('all', 'calibration', 'held-out')),
    group_id TEXT NOT NULL,            -- evaluations of one call share it
    dataset_id INTEGER REFERENCES datasets (id) ON DELETE SET NULL, -- null of a matrix
    data_fingerprint TEXT NOT NULL,
    model_sha256 TEXT,
    removed_at INTEGER,                -- null while it stands in the lists
    figures TEXT NOT NULL,             -- JSON: what lists show, so that no summary is read for them
    summary TEXT NOT NULL,             -- JSON: the evaluation as written by --json
    images TEXT NOT NULL               -- JSON: where the images or the matrix lie
  ) STRICT;
  CREATE INDEX evaluations_by_group ON evaluations (group_id);
  -- Histograms and other arrays of an evaluation, as little-endian blobs.
  CREATE TABLE evaluation_arrays (
    evaluation_id TEXT NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    shape TEXT NOT NULL,               -- JSON array
    type TEXT NOT NULL CHECK (type IN ('uint32', 'float32', 'float64')),
    data BLOB NOT NULL,
    PRIMARY KEY (evaluation_id, name)
  ) STRICT;

  CREATE TABLE comparisons (
    id TEXT PRIMARY KEY,               -- a UUID
    created_at INTEGER NOT NULL,
    before_id TEXT NOT NULL,           -- evaluations: of another workspace, where they came as files
    before_name TEXT NOT NULL,
    after_id TEXT NOT NULL,            -- of several: the last
    after_name TEXT NOT NULL,
    result TEXT NOT NULL               -- JSON: as written by --json
  ) STRICT;

  -- Thresholds that someone signed off.
  CREATE TABLE decisions (
    id TEXT PRIMARY KEY,               -- a UUID
    evaluation_id TEXT NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    author TEXT NOT NULL,
    note TEXT NOT NULL,
    proposal TEXT NOT NULL,            -- JSON: threshold, policy, requested, attained and held-out
    removed_at INTEGER                 -- null while it stands; a removed one can be restored
  ) STRICT;
  CREATE INDEX decisions_by_evaluation ON decisions (evaluation_id);

  -- Labelled pairs of images: from files, from an evaluation, from review.
  CREATE TABLE pair_sets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('evaluation', 'file', 'review')),
    format TEXT,                       -- of a file
    file TEXT,                         -- absolute; of two files that of the genuine pairs
    dataset_id INTEGER REFERENCES datasets (id) ON DELETE SET NULL,
    evaluation_id TEXT REFERENCES evaluations (id) ON DELETE SET NULL,
    genuine_pairs INTEGER NOT NULL,
    impostor_pairs INTEGER NOT NULL,
    images INTEGER NOT NULL,           -- 0 where only scores are known
    classes INTEGER,                   -- null where they are not known
    selected INTEGER NOT NULL CHECK (selected IN (0, 1)), -- whether it holds hard pairs alone
    fingerprint TEXT NOT NULL,         -- SHA-256 over the pairs; empty until all of them are there
    created_at INTEGER NOT NULL,
    removed_at INTEGER                 -- null while it stands in the lists
  ) STRICT;
  CREATE TABLE pair_images (
    set_id INTEGER NOT NULL REFERENCES pair_sets (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,            -- from 0; of an evaluation: the image's index in it
    name TEXT NOT NULL,                -- path below the dataset's root, or what a file calls it
    class_name TEXT,                   -- null where it is not known
    PRIMARY KEY (set_id, place),
    UNIQUE (set_id, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX pair_images_by_class ON pair_images (set_id, class_name);
  CREATE TABLE pairs (
    set_id INTEGER NOT NULL REFERENCES pair_sets (id) ON DELETE CASCADE,
    pair INTEGER NOT NULL,             -- from 0
    first INTEGER,                     -- places of the images; null where only the score is known
    second INTEGER,
    same INTEGER NOT NULL CHECK (same IN (0, 1)),
    PRIMARY KEY (set_id, pair)
  ) STRICT, WITHOUT ROWID;
  -- The pairs of each image, of an evaluation's set. Like the tables below it is written in the order
  -- of its key: an index would be written at random, ten times slower.
  CREATE TABLE pair_ends (
    set_id INTEGER NOT NULL REFERENCES pair_sets (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    pair INTEGER NOT NULL,
    PRIMARY KEY (set_id, place, pair)
  ) STRICT, WITHOUT ROWID;
  -- A model's scores of a set's pairs.
  CREATE TABLE pair_scorings (
    id INTEGER PRIMARY KEY,
    set_id INTEGER NOT NULL REFERENCES pair_sets (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    model_sha256 TEXT,
    score TEXT NOT NULL CHECK (score IN ('cosine', 'as-norm', 'other', 'other-negated')),
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX pair_scorings_by_set ON pair_scorings (set_id);
  CREATE TABLE pair_scores (
    scoring_id INTEGER NOT NULL REFERENCES pair_scorings (id) ON DELETE CASCADE,
    pair INTEGER NOT NULL,
    score REAL NOT NULL,               -- a float32
    PRIMARY KEY (scoring_id, pair)
  ) STRICT, WITHOUT ROWID;
  -- The same by score, each kind of pair apart.
  CREATE TABLE pair_order (
    scoring_id INTEGER NOT NULL REFERENCES pair_scorings (id) ON DELETE CASCADE,
    same INTEGER NOT NULL,
    score REAL NOT NULL,
    pair INTEGER NOT NULL,
    PRIMARY KEY (scoring_id, same, score, pair)
  ) STRICT, WITHOUT ROWID;

  -- What was found in an evaluation for its review; its hard pairs are a set of pairs.
  CREATE TABLE reviews (
    evaluation_id TEXT PRIMARY KEY REFERENCES evaluations (id) ON DELETE CASCADE,
    pair_set_id INTEGER NOT NULL REFERENCES pair_sets (id),
    scoring_id INTEGER NOT NULL REFERENCES pair_scorings (id),
    least_impostor REAL,               -- every impostor pair above it is there; null: all are
    greatest_genuine REAL,             -- every genuine pair below it is there; null: all are
    complete TEXT NOT NULL,            -- JSON: whether each queue holds all that there is
    prepared_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE review_findings (
    pair_set_id INTEGER NOT NULL REFERENCES pair_sets (id) ON DELETE CASCADE,
    queue TEXT NOT NULL CHECK (queue IN ('label-suspects', 'exact-duplicates', 'near-duplicates')),
    rank INTEGER NOT NULL,             -- from 0, in the order of the queue
    first INTEGER NOT NULL,            -- indices of images in the evaluation
    second INTEGER NOT NULL,           -- of a suspect: the nearest image of another class
    score REAL NOT NULL,               -- of a suspect: its similarity to that image
    own_mean REAL,                     -- of a suspect, and so on
    own_nearest REAL,
    rival_class INTEGER,
    rival_mean REAL,
    PRIMARY KEY (pair_set_id, queue, rank)
  ) STRICT, WITHOUT ROWID;

  -- What reviewers said. Their words never change; only where they stand in the log does.
  CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    data TEXT NOT NULL,                -- on what: 'dataset 3', or 'matrix FINGERPRINT'
    evaluation_id TEXT NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    item TEXT NOT NULL,                -- JSON: names of one image or two, by code point
    kind TEXT NOT NULL CHECK (kind IN ('label-wrong', 'true-confusion', 'bad-image', 'skip')),
    about TEXT,                        -- the image that a wrong label or a bad image is about
    class_name TEXT,                   -- the right class of a wrong label; null for none
    score REAL,
    blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
    author TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('standing', 'undone', 'dropped'))
  ) STRICT;
  CREATE INDEX verdicts_by_state ON verdicts (data, state, id);
  CREATE INDEX verdicts_by_item ON verdicts (data, item, state, id);
  CREATE INDEX verdicts_by_about ON verdicts (data, about, state, id);
  -- The log: only ever added to. The states above follow from it.
  CREATE TABLE verdict_log (
    id INTEGER PRIMARY KEY,
    data TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('given', 'undone', 'redone')),
    verdict_id INTEGER NOT NULL REFERENCES verdicts (id) ON DELETE CASCADE,
    author TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX verdict_log_by_data ON verdict_log (data, id);
  CREATE INDEX verdict_log_by_verdict ON verdict_log (verdict_id);
  -- What is to be known of a class, by its name: like verdicts it belongs to the data.
  CREATE TABLE class_notes (
    data TEXT NOT NULL,                -- of what: as in verdicts
    class_name TEXT NOT NULL,
    text TEXT NOT NULL,                -- plain
    author TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    removed_at INTEGER,                -- null while it stands; a removed one can be restored
    PRIMARY KEY (data, class_name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE class_tags (
    data TEXT NOT NULL,
    class_name TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (data, class_name, tag)
  ) STRICT, WITHOUT ROWID;
  -- Evaluations of data with other labels than it came with.
  CREATE TABLE revisions (
    evaluation_id TEXT PRIMARY KEY REFERENCES evaluations (id) ON DELETE CASCADE,
    original_id TEXT NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    log_id INTEGER                     -- the last entry of the verdict log at that time
  ) STRICT;
  CREATE TABLE revision_changes (
    evaluation_id TEXT NOT NULL REFERENCES revisions (evaluation_id) ON DELETE CASCADE,
    name TEXT NOT NULL,                -- of the image
    from_class TEXT NOT NULL,
    to_class TEXT,                     -- null: left out
    PRIMARY KEY (evaluation_id, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE training_runs (
    id TEXT PRIMARY KEY,               -- a UUID
    created_at INTEGER NOT NULL,
    name TEXT NOT NULL,                -- what was trained on, in words
    fingerprint TEXT NOT NULL,         -- SHA-256 of data, classes and configurations
    dataset_id INTEGER REFERENCES datasets (id) ON DELETE SET NULL, -- null of a matrix
    data_fingerprint TEXT NOT NULL,
    model_sha256 TEXT,
    config TEXT NOT NULL,              -- JSON: name and configuration of each point
    history TEXT NOT NULL,             -- JSON: the validations of each point, so far
    best TEXT,                         -- JSON: step and file of the best head when it was stopped
    result TEXT                        -- JSON: as written by --json; null until the run has ended
  ) STRICT;
  CREATE INDEX training_runs_by_fingerprint ON training_runs (fingerprint);

  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    input TEXT NOT NULL,               -- JSON: what it takes to run it again
    status TEXT NOT NULL CHECK (status IN
      ('running', 'done', 'failed', 'cancelled', 'interrupted')),
    stage TEXT,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    unit TEXT,                         -- what done and total count: images, tiles, steps
    result TEXT,                       -- JSON
    error TEXT,                        -- JSON: code, kind, sentence, next, subject
    resumes INTEGER REFERENCES jobs (id),
    started_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    ended_at INTEGER
  ) STRICT;
  CREATE INDEX jobs_by_status ON jobs (status);
  -- Which run a job began, or went on with: known before the job has ended.
  CREATE TABLE training_jobs (
    job_id INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    run_id TEXT NOT NULL REFERENCES training_runs (id) ON DELETE CASCADE
  ) STRICT;
  `,
];
