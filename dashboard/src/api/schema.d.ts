// Written by `npm run types` from docs/openapi.json: change that, not this.

export interface paths {
    "/api/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, in the order in which they were made */
        get: operations["listFeatures"];
        put?: never;
        /** Make a new one; its `key` is in the body */
        post: operations["createFeature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one */
        get: operations["getFeature"];
        /** Replace its definition, or make it */
        put: operations["putFeature"];
        post?: never;
        /** Delete it; what others refer to stays */
        delete: operations["deleteFeature"];
        options?: never;
        head?: never;
        /** Change some fields (JSON merge patch, RFC 7396) */
        patch: operations["patchFeature"];
        trace?: never;
    };
    "/api/features/{key}/toggle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enable a flag that is not, or the other way round */
        post: operations["toggleFeature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, in the order in which they were made */
        get: operations["listSegments"];
        put?: never;
        /** Make a new one; its `key` is in the body */
        post: operations["createSegment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one */
        get: operations["getSegment"];
        /** Replace its definition, or make it */
        put: operations["putSegment"];
        post?: never;
        /** Delete it; what others refer to stays */
        delete: operations["deleteSegment"];
        options?: never;
        head?: never;
        /** Change some fields (JSON merge patch, RFC 7396) */
        patch: operations["patchSegment"];
        trace?: never;
    };
    "/api/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, in the order in which they were made */
        get: operations["listMetrics"];
        put?: never;
        /** Make a new one; its `key` is in the body */
        post: operations["createMetric"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metrics/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one */
        get: operations["getMetric"];
        /** Replace its definition, or make it */
        put: operations["putMetric"];
        post?: never;
        /** Delete it; what others refer to stays */
        delete: operations["deleteMetric"];
        options?: never;
        head?: never;
        /** Change some fields (JSON merge patch, RFC 7396) */
        patch: operations["patchMetric"];
        trace?: never;
    };
    "/api/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, in the order in which they were made */
        get: operations["listExperiments"];
        put?: never;
        /** Make a new one; its `key` is in the body */
        post: operations["createExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one */
        get: operations["getExperiment"];
        /** Replace its definition, or make it */
        put: operations["putExperiment"];
        post?: never;
        /** Delete it; what others refer to stays */
        delete: operations["deleteExperiment"];
        options?: never;
        head?: never;
        /** Change some fields (JSON merge patch, RFC 7396) */
        patch: operations["patchExperiment"];
        trace?: never;
    };
    "/api/segments/{key}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add keys to a segment's list and remove keys from it, up to 10,000 of each */
        post: operations["editSegmentKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{key}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to it, the newest first, with definitions and differences */
        get: operations["getFeatureHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to it, the newest first, with definitions and differences */
        get: operations["getSegmentHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metrics/{key}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to it, the newest first, with definitions and differences */
        get: operations["getMetricHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to it, the newest first, with definitions and differences */
        get: operations["getExperimentHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened in the environment, the newest first */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check that the log is what was appended: nothing changed, removed or reordered */
        get: operations["verifyChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instance/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to tokens and environments, the newest first */
        get: operations["listInstanceChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instance/changes/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check that the log of tokens and environments is what was appended */
        get: operations["verifyInstanceChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log as lines of JSON, the oldest first, with its documents */
        get: operations["exportChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instance/changes/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log of tokens and environments as lines of JSON, the oldest first */
        get: operations["exportInstanceChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forget a person: events, samples, what the past says of them, their address */
        post: operations["erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/evaluate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What flags and experiments are for a user, now or by the rules of a past moment */
        post: operations["evaluate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{key}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Why it is what it is for a user, step by step, and what would change it */
        post: operations["explainFeature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Why it is what it is for a user, step by step, and what would change it */
        post: operations["explainExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All documents as one file, which can be imported and validated */
        get: operations["export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the documents of a file be so: all of them, or nothing */
        post: operations["import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/import/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the documents of some files be so: all of them, or nothing */
        post: operations["importFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a file would change if it were imported, and for how many users */
        post: operations["plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plan/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What some files would change if they were imported, and for how many users */
        post: operations["planFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All flags, experiments and segments, with what is killed */
        get: operations["getSnapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/lists/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys of a long list; what a hash names never changes */
        get: operations["getList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything, then every change, as server-sent events */
        get: operations["stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List tokens, without their secrets */
        get: operations["listTokens"];
        put?: never;
        /** Make a token; its secret is shown once */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a token, without its secret */
        get: operations["getToken"];
        put?: never;
        post?: never;
        /** Revoke a token, at once */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flags/{key}/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Off for everybody, at once */
        post: operations["kill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flags/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Kill all flags, or those with a tag */
        post: operations["killMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flags/{key}/revive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Killed no more */
        post: operations["revive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/experiments/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** No definition changes any more */
        post: operations["freeze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/experiments/unfreeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Definitions may change again; what is planned stays */
        post: operations["unfreeze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the environment is */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/freezes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the freezes that hold and those that are planned */
        get: operations["listFreezes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/freezes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Lift a freeze that holds, or cancel one that is planned */
        delete: operations["cancelFreeze"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the changes that are to come, in the order of their times */
        get: operations["listSchedules"];
        put?: never;
        /** Change a definition at a time to come */
        post: operations["createSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a scheduled change, and how it ended */
        get: operations["getSchedule"];
        put?: never;
        post?: never;
        /** Cancel a change that is to come */
        delete: operations["cancelSchedule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flags/{key}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to an earlier definition */
        post: operations["rollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{key}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to an earlier definition */
        post: operations["rollbackFeature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{key}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to an earlier definition */
        post: operations["rollbackSegment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metrics/{key}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to an earlier definition */
        post: operations["rollbackMetric"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to an earlier definition */
        post: operations["rollbackExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ofrep/v1/evaluate/flags/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What one flag or experiment is (OFREP) */
        post: operations["evaluateFlag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ofrep/v1/evaluate/flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What all flags and experiments are (OFREP) */
        post: operations["evaluateFlags"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ofrep/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells when it is time to evaluate again (OFREP, server-sent events) */
        get: operations["streamEvaluationEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Store exposures and observations; each is judged by itself */
        post: operations["sendEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/telemetry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report evaluations, and the seqs that were applied */
        post: operations["sendTelemetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who evaluates in their own process, and how far they are */
        get: operations["listInstances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{key}/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How often it was evaluated, and to what */
        get: operations["getFeatureAnalytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How often it was evaluated, and to what */
        get: operations["getExperimentAnalytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How often everything was evaluated */
        get: operations["getAnalytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/environments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List environments */
        get: operations["listEnvironments"];
        put?: never;
        /** Make an environment, empty */
        post: operations["createEnvironment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/environments/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one */
        get: operations["getEnvironment"];
        put?: never;
        post?: never;
        /** Archive it: it is served no more, its log is kept */
        delete: operations["archiveEnvironment"];
        options?: never;
        head?: never;
        /** Describe it, protect it */
        patch: operations["patchEnvironment"];
        trace?: never;
    };
    "/api/environments/{key}/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is different in another environment, document by document, field by field */
        get: operations["compareEnvironments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/environments/{key}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have documents be so in another environment: all of them, or nothing */
        post: operations["promote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether everything works */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Telemetry for Prometheus */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that the server keeps, as one file */
        get: operations["getBackup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether this browser is signed in */
        get: operations["getSession"];
        put?: never;
        /** Sign in by a link or a token */
        post: operations["signIn"];
        /** Sign out */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link that signs in once */
        post: operations["createLoginLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the change log goes, told as it grows, as server-sent events */
        get: operations["streamHeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What went wrong, for a person to read and for a program to match on. */
        Problem: {
            /** @description A reference for the kind of problem: `https://hoist.dev/problems/` and the code. */
            type: string;
            /** @description The kind of problem in a few words. */
            title: string;
            /**
             * Format: uint16
             * @description The HTTP status.
             */
            status: number;
            /** @description The stable name to match on. */
            code: components["schemas"]["Code"];
            /** @description What is wrong here, and what would be right. */
            detail: string;
            /** @description Where in the request's document, such as `rules[0].value`. */
            path?: string | null;
            /** @description The id of the request, which the server's log has too. */
            request_id: string;
            /** @description Everything that is wrong with documents, not only the first thing. */
            diagnostics?: components["schemas"]["Diagnostic"][];
            /** @description On `conflict`: the document as it is now. */
            current?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description The stable names of problems. */
        Code: "bad_request" | "invalid" | "unauthorized" | "forbidden" | "not_found" | "method_not_allowed" | "conflict" | "referenced" | "frozen" | "managed" | "not_now" | "erased" | "too_large" | "unsupported_media_type" | "too_many_requests" | "timeout" | "store_unavailable" | "internal";
        /** @description One thing that is wrong with a document. */
        Diagnostic: {
            /** @description The stable name of the kind of problem; `docs/diagnostics.md` shows each. */
            code: string;
            /** @description The file or document that it is in. */
            file: string;
            /**
             * Format: uint32
             * @description Line, from 1.
             */
            line: number;
            /**
             * Format: uint32
             * @description Column, from 1.
             */
            column: number;
            /** @description Where in the document. */
            path: string;
            /** @description What is wrong. */
            message: string;
            /** @description What would be right. */
            advice: string;
        };
        /**
         * @description A flag, segment, metric or experiment: its definition and, beside it, what the server knows.
         *
         *     What stands beside the definition is ignored where a document is written, so what was read can
         *     be written back.
         */
        Document: {
            /** @description Its key. */
            key: string;
            /**
             * Format: uint64
             * @description Seq of the last change of its definition; the `ETag` of `GET`, for `If-Match`.
             */
            version: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its definition last changed.
             */
            updated_at: string;
            /** @description Whether it is killed, and by whom. Flags and experiments only. */
            killed?: components["schemas"]["Killed"] | null;
            /** @description Where it lives, if not in the server: `config`. */
            managed_by?: string | null;
            /** @description The place in the configuration files that it lives at, within their folder. */
            managed_at?: components["schemas"]["Place"] | null;
            /** @description What `hoist lint` finds in it, where it was just written. */
            warnings?: components["schemas"]["Warning"][];
        } & {
            [key: string]: unknown;
        };
        /** @description A kill. */
        Killed: {
            /** @description Why. */
            reason?: string | null;
            /** @description Who did it. */
            by: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
        };
        /** @description A place in a file. */
        Place: {
            /** @description The file. */
            file: string;
            /**
             * Format: uint32
             * @description Line, from 1.
             */
            line: number;
        };
        /** @description What was found in a document that is valid: a rule that nobody reaches, and the like. */
        Warning: {
            /** @description The stable name of the kind of fault, such as `unreachable_rule`. */
            code: string;
            /** @description `warning` where it is proven or moves users, `advice` where it may be meant so. */
            severity: string;
            /** @description The place in the document, such as `rules[1].value`; empty for the whole. */
            path: string;
            /** @description What is wrong. */
            detail: string;
            /** @description What helps. */
            remedy: string;
        };
        /** @description A segment's list after an edit. */
        KeysEdited: {
            /** @description The segment. */
            key: string;
            /** @description Which list. */
            list: components["schemas"]["ListName"];
            /**
             * Format: uint64
             * @description How many keys it has.
             */
            count: number;
            /** @description The digest of the list, for `GET /api/lists/{hash}`. */
            hash: string;
            /**
             * Format: uint64
             * @description The segment's version.
             */
            version: number;
        };
        /** @description A list of a segment. */
        ListName: "include" | "exclude";
        /** @description Keys to add to a segment's list and to remove from it; one that is in both is removed. */
        KeysEdit: {
            /** @description Which list. */
            list: components["schemas"]["ListName"];
            /**
             * @description Targeting keys that are to be in it.
             * @default []
             */
            add: string[];
            /**
             * @description Targeting keys that are to be in it no more.
             * @default []
             */
            remove: string[];
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description Some entries, and where to go on. */
        Changes: {
            /** @description The entries. */
            items: components["schemas"]["Change"][];
            /** @description The cursor of the next page; null where there is none. */
            next?: string | null;
        };
        /** @description One entry of the change log. */
        Change: {
            /** @description Id of the log. */
            log: string;
            /**
             * Format: uint64
             * @description Number within the log, from 1, without gaps.
             */
            seq: number;
            /**
             * Format: date-time
             * @description When.
             */
            time: string;
            /** @description What was done, such as `created` or `killed`. */
            kind: string;
            /** @description To a key of what, such as `features`. */
            collection: string;
            /** @description To which key. */
            key: string;
            /** @description Who did it, such as `token:ops` or `config`. */
            actor: string;
            /** @description Why. */
            reason?: string | null;
            /** @description The request that asked for it. */
            request_id?: string | null;
            /**
             * Format: uint64
             * @description The seq whose definition was restored.
             */
            restored?: number | null;
            /** @description SHA-256 of the document after it. */
            digest?: string | null;
            /** @description Whether it concerns those who evaluate. */
            touches_ruleset: boolean;
            /** @description Hash of the entry before it. */
            previous: string;
            /** @description Its own hash. */
            hash: string;
            /**
             * @description SHA-256 of where it came from; none where nobody asked for it, as for what configuration files
             *     and retention do.
             */
            origin?: string | null;
            /** @description The address that it came from; none where that is not known, or was erased. */
            address?: string | null;
            /** @description What keeps the address from being guessed by its digest; in exports only. */
            nonce?: string | null;
            /** @description Whether the document after it was erased; in a document's history, and with `diff`. */
            erased?: boolean;
            /** @description The document after it; in a document's history and in exports only. */
            document?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description What is different in the definition, in histories and where it is asked for. What was made or
             *     deleted is told whole, under an empty path.
             */
            diff?: components["schemas"]["FieldChange"][] | null;
        };
        /** @description One field of a document that is different. */
        FieldChange: {
            /** @description Where in the document, such as `rules["beta"].value` or `when_on.ttl`. */
            path: string;
            /** @description What stood there; absent where nothing did. */
            before?: unknown;
            /** @description What stands there; absent where nothing does. */
            after?: unknown;
        };
        /** @description Whether the log is what was appended. */
        Verification: {
            /** @description Id of the log. */
            log: string;
            /**
             * Format: uint64
             * @description How many entries were looked at.
             */
            entries: number;
            /** @description Hash of the last entry. Who keeps it elsewhere can tell that the log was not written anew. */
            hash: string;
            /** @description What is wrong, each with the seq of the entry; nothing where the log is sound. */
            faults: string[];
        };
        /** @description The first line of an export of a change log. Each line behind it is a change. */
        LogExport: {
            /** @description Id of the log. */
            log: string;
            /** @description The environment that it is the log of; none for that of tokens and environments. */
            environment?: string | null;
            /**
             * Format: uint64
             * @description Seq of its last entry.
             */
            head: number;
            /** @description Hash of its last entry. */
            hash: string;
            /**
             * Format: date-time
             * @description When it was written.
             */
            exported_at: string;
            /** @description Whether only some of the entries follow. */
            filtered: boolean;
        };
        /** @description What was erased, and what was not. */
        Erased: {
            /**
             * Format: uint64
             * @description How many events of theirs there were.
             */
            events: number;
            /**
             * Format: uint64
             * @description How many documents of the past named them.
             */
            documents: number;
            /**
             * Format: uint64
             * @description How many requests came from the address.
             */
            addresses: number;
            /** @description Where the past named them, each key once. */
            past: components["schemas"]["PastOf"][];
            /** @description What still names them. */
            remaining: components["schemas"]["Remaining"][];
            /**
             * @description Whether it is gone from the files. It is not while something that takes long, such as a
             *     verification, still reads what was before; then it goes within minutes after that.
             */
            complete: boolean;
            /** @description Whether nothing was erased, as it was asked for. */
            dry_run: boolean;
        };
        /** @description A key whose documents of the past named a person. */
        PastOf: {
            /** @description The environment; none for the instance. */
            environment?: string | null;
            /** @description What it is a key of, such as `segments`. */
            collection: string;
            /** @description Its key. */
            key: string;
        };
        /** @description Something that names a person and was not erased. */
        Remaining: {
            /** @description The environment; none for the instance. */
            environment?: string | null;
            /** @description What it is a key of, such as `segments`. */
            collection: string;
            /** @description Its key. */
            key: string;
            /** @description Why it was not erased, and what to do. */
            detail: string;
        };
        /** @description Whom or what to erase, in every environment that the token holds for. One of the two at least. */
        EraseRequest: {
            /** @description A user, as events and documents have them. */
            user?: string | null;
            /** @description An address that changes came from. */
            address?: string | null;
            /** @description Only tell what would go, and what would stay. */
            dry_run?: boolean;
        };
        /** @description Evaluations, all by the rules of one moment. */
        Evaluations: {
            /**
             * Format: uint64
             * @description Seq of the rules.
             */
            seq: number;
            /**
             * Format: date-time
             * @description The time of the evaluation: with `seq` as `at` and this as `now`, it is repeated exactly.
             */
            now: string;
            /** @description In the order in which they were asked for. */
            items: components["schemas"]["Evaluation"][];
            /**
             * @description Where all were asked for: those of which it cannot be told any more, since documents of that
             *     moment were erased.
             */
            erased?: string[];
        };
        /** @description One evaluation. */
        Evaluation: {
            /** @description The flag or experiment. */
            key: string;
            /** @description Its value; null where there is none. */
            value: unknown;
            /** @description The variant's name. */
            variant?: string | null;
            /** @description Why: OpenFeature's name. */
            reason: string;
            /** @description Why there is no value: OpenFeature's name. */
            error_code?: string | null;
            /** @description The rule that decided. */
            rule?: components["schemas"]["DecidingRule"] | null;
            /** @description Facts beside the value. */
            metadata: {
                [key: string]: unknown;
            };
        };
        /** @description A rule of a flag. */
        DecidingRule: {
            /**
             * Format: uint16
             * @description Its place in the definition, from 0.
             */
            index: number;
            /** @description Its name. */
            name?: string | null;
        };
        /** @description What to evaluate. */
        EvaluateRequest: {
            /**
             * @description For whom.
             * @default null
             */
            context: {
                [key: string]: unknown;
            } | null;
            /** @description Which flags and experiments; absent, all. */
            keys?: string[] | null;
            /** @description By the rules of a past moment: a seq or an RFC 3339 time. */
            at?: components["schemas"]["Moment"] | null;
            /** @description As if it were this time (RFC 3339). */
            now?: string | null;
        };
        Moment: number | string;
        /** @description One evaluation with its steps. */
        Explanation: {
            /**
             * Format: uint64
             * @description Seq of the rules.
             */
            seq: number;
            /**
             * Format: date-time
             * @description The time of the evaluation: with `seq` as `at` and this as `now`, it is repeated exactly.
             */
            now: string;
            /** @description The flag or experiment. */
            key: string;
            /** @description Its value; null where there is none. */
            value: unknown;
            /** @description The variant's name. */
            variant?: string | null;
            /** @description Why: OpenFeature's name. */
            reason: string;
            /** @description Why there is no value: OpenFeature's name. */
            error_code?: string | null;
            /** @description The rule that decided. */
            rule?: components["schemas"]["DecidingRule"] | null;
            /** @description Facts beside the value. */
            metadata: {
                [key: string]: unknown;
            };
            /** @description Where it is killed: by whom, since when and why. */
            killed?: components["schemas"]["Killed"] | null;
            /** @description The steps that led to it, in the order in which they were taken. */
            steps: components["schemas"]["Step"][];
            /** @description What would change it; only for who is out. */
            counterfactual?: components["schemas"]["Counterfactual"] | null;
        };
        /** @description One step of an evaluation. */
        Step: {
            /** @description What kind of step: `rule`, `attribute`, `share` and so on. */
            step: string;
            /** @description Whether it holds. */
            holds: boolean;
            /** @description It in a sentence. */
            text: string;
            /** @description The steps within it. */
            steps?: components["schemas"]["Step"][];
        } & {
            [key: string]: unknown;
        };
        /** @description What would change the result of a user who is out. Each claim was evaluated. */
        Counterfactual: {
            /** @description What is in the way, whatever the rules say; all of it has to go first. */
            obstacles: components["schemas"]["Obstacle"][];
            /** @description The variant that the user gets once the obstacles are gone; null without obstacles. */
            freed?: string | null;
            /**
             * @description What changes it, each by itself, once the obstacles are gone: the smallest changes of the
             *     context, then shares, then the time.
             */
            alternatives: components["schemas"]["Alternative"][];
        };
        /**
         * @description Something that is in the way. A prerequisite may be met by another context: its counterfactual
         *     says so.
         */
        Obstacle: {
            /** @description What it is: `killed`, `not_enabled`, `prerequisite` and so on. */
            obstacle: string;
            /** @description It in a sentence. */
            text: string;
            /** @description Of a prerequisite: what would meet it. */
            counterfactual?: components["schemas"]["Counterfactual"] | null;
        } & {
            [key: string]: unknown;
        };
        /** @description Something that changes the result by itself. */
        Alternative: {
            /** @description It in a sentence. */
            text: string;
            /** @description The variant that the user then gets. */
            variant: string;
            /** @description The rule that then decides. */
            rule?: components["schemas"]["DecidingRule"] | null;
            /** @description What has to change, all of it. */
            changes: components["schemas"]["AlternativeChange"][];
        };
        /** @description A change of an attribute or a share, or waiting. */
        AlternativeChange: {
            /** @description What kind of change: `attribute`, `share` or `time`. */
            change: string;
        } & {
            [key: string]: unknown;
        };
        /** @description For whom to explain. */
        ExplainRequest: {
            /**
             * @description For whom.
             * @default null
             */
            context: {
                [key: string]: unknown;
            } | null;
            /** @description By the rules of a past moment: a seq or an RFC 3339 time. */
            at?: components["schemas"]["Moment"] | null;
            /** @description As if it were this time (RFC 3339). */
            now?: string | null;
        };
        /** @description What an import changed, or would change. */
        ImportReport: {
            /** @description Whether nothing was changed, because only a report was asked for. */
            dry_run: boolean;
            /** @description Documents that were not there. */
            created: components["schemas"]["Imported"][];
            /** @description Documents that were different. */
            updated: components["schemas"]["Imported"][];
            /** @description Documents that were there and not in the file, where it was asked to delete those. */
            deleted: components["schemas"]["Imported"][];
            /**
             * Format: uint64
             * @description How many documents were the same.
             */
            unchanged: number;
            /**
             * Format: uint64
             * @description Of how many documents `changes` has nothing, since the report would have been too large.
             * @default 0
             */
            untold: number;
            /**
             * @description What goes on to win over the files: kills of what is on by them; at most 1,000.
             * @default []
             */
            drift: components["schemas"]["Drift"][];
            /**
             * Format: uint64
             * @description Seq of the log after it.
             */
            seq: number;
        };
        /** @description A document of an import. */
        Imported: {
            /** @description `features`, `segments`, `metrics` or `experiments`. */
            collection: string;
            /** @description Its key. */
            key: string;
            /** @description Where the files have it. */
            place?: components["schemas"]["Place"] | null;
            /** @description What is different, field by field. */
            changes?: components["schemas"]["FieldChange"][];
        };
        /** @description Something that holds and is not what files say. */
        Drift: {
            /** @description In which way. */
            what: components["schemas"]["DriftKind"];
            /** @description `features`, `segments`, `metrics` or `experiments`. */
            collection: string;
            /** @description The document's key. */
            key: string;
            /** @description The file that has it; null where none has. */
            file?: string | null;
            /**
             * Format: uint32
             * @description The line it is at.
             */
            line?: number | null;
            /** @description What is so instead, in words. */
            detail: string;
        };
        /** @description In which way something is not what files say. */
        DriftKind: "killed" | "waiting" | "unmanaged";
        /** @description Some files that are applied together: all of them, or nothing. */
        ImportFiles: {
            /** @description The files. */
            files: components["schemas"]["ImportFile"][];
        };
        /** @description A file of documents. */
        ImportFile: {
            /** @description What people call it in messages. Its ending (`.json`, `.yaml`, `.yml`) tells its syntax. */
            name: string;
            /** @description What is in it. */
            text: string;
        };
        /**
         * @description What files would change if they were imported, and for how many users, `POST /api/plan`.
         *     Nothing is changed.
         */
        Plan: {
            /** @description The environment that it was planned for; null where files were compared with files. */
            environment?: string | null;
            /**
             * Format: uint64
             * @description Seq of the log that it was planned against; null where files were compared with files.
             */
            seq?: number | null;
            /**
             * Format: date-time
             * @description The moment at which users were evaluated, before the change and after it.
             */
            at: string;
            /** @description Documents that would be created, updated and deleted. */
            documents: components["schemas"]["PlannedDocument"][];
            /**
             * Format: uint64
             * @description How many documents of the files are what they are already.
             */
            unchanged: number;
            /** @description What the figures are made of. */
            recorded: components["schemas"]["Recorded"];
            /**
             * @description Flags and experiments whose results may change, those whose own definition changes first,
             *     then by how many users move. Those that merely depend on what changes are told where
             *     somebody moves.
             */
            movements: components["schemas"]["Movement"][];
            /**
             * Format: uint64
             * @description How many more there are than are told.
             */
            movements_omitted: number;
            /**
             * Format: uint64
             * @description How many flags and experiments depend on what changes while nobody who was recorded moves.
             */
            unmoved: number;
            /** @description What static proof finds after the change and did not find before it. */
            findings: components["schemas"]["PlanFinding"][];
            /** @description Why the change would be refused at the moment, in sentences; empty where it would not. */
            obstacles: string[];
            /** @description What else a reader should know, in sentences. */
            notes: string[];
        };
        /** @description A document that would change. */
        PlannedDocument: {
            /** @description `features`, `segments`, `metrics` or `experiments`. */
            collection: string;
            /** @description Its key. */
            key: string;
            /** @description What would become of it. */
            change: components["schemas"]["PlannedChange"];
            /** @description The fields that would change. */
            fields: components["schemas"]["FieldChange"][];
        };
        /** @description What would become of a document. */
        PlannedChange: "created" | "updated" | "deleted";
        /** @description Evaluations that were recorded, each context once. */
        Recorded: {
            /**
             * Format: uint64
             * @description Contexts that are different.
             */
            contexts: number;
            /**
             * Format: uint64
             * @description Users that are different: targeting keys.
             */
            users: number;
            /** @description When the oldest was recorded; null where that is not known. */
            since?: string | null;
            /** @description Whether they are enough to say something of all users: at least 100 are. */
            is_enough: boolean;
        };
        /** @description What a change does to those who were recorded, in one flag or experiment. */
        Movement: {
            /** @description `features` or `experiments`. */
            collection: string;
            /** @description The key. */
            key: string;
            /** @description What becomes of its own definition; null where it merely depends on what changes. */
            change?: components["schemas"]["PlannedChange"] | null;
            /** @description What the figures are worth. */
            basis: components["schemas"]["MovementBasis"];
            /** @description Who gets something else, of all who were recorded. */
            moved: components["schemas"]["Counted"];
            /** @description What that says of all users; null where it says nothing. */
            estimate?: components["schemas"]["Estimate"] | null;
            /** @description Who was recorded while this very flag or experiment was evaluated for them. */
            asked: components["schemas"]["Counted"];
            /** @description Who of these gets something else. */
            asked_moved: components["schemas"]["Counted"];
            /**
             * @description From what to what, most users first. A user who was recorded in several contexts may be in
             *     several.
             */
            moves: components["schemas"]["Moved"][];
            /**
             * Format: uint64
             * @description How many more there are than are told.
             */
            moves_omitted: number;
            /** @description What changed shares and splits do to all users, by the hash alone. */
            exact: components["schemas"]["ExactPart"][];
            /**
             * @description The attributes that its rules read, before the change or after it, through segments and
             *     prerequisites too.
             */
            reads: components["schemas"]["AttributeRead"][];
            /** @description What a reader should know of these figures, in sentences. */
            notes: string[];
        };
        /** @description What figures are worth. */
        MovementBasis: "estimate" | "too_few" | "unknown";
        /** @description How many contexts, of how many users. */
        Counted: {
            /**
             * Format: uint64
             * @description Contexts.
             */
            contexts: number;
            /**
             * Format: uint64
             * @description Users.
             */
            users: number;
        };
        /** @description A part of all users, from 0 to 1. */
        Estimate: {
            /**
             * Format: double
             * @description The part of those who were recorded.
             */
            part: number;
            /**
             * Format: double
             * @description The lower bound of the 95 % interval (Wilson's) for all users.
             */
            low: number;
            /**
             * Format: double
             * @description The upper one.
             */
            high: number;
        };
        /** @description Those who get one thing before a change and another after it. */
        Moved: {
            /** @description What they got. */
            from: components["schemas"]["MovedSide"];
            /** @description What they get. */
            to: components["schemas"]["MovedSide"];
            /**
             * Format: uint64
             * @description How many contexts.
             */
            contexts: number;
            /**
             * Format: uint64
             * @description How many users.
             */
            users: number;
        };
        /** @description What users get, and why. */
        MovedSide: {
            /** @description The variant's name; null where there is no value, so that callers use their own. */
            variant?: string | null;
            /** @description The value; null where there is none, or where it is long. */
            value: unknown;
            /** @description OpenFeature's name for why. */
            reason: string;
            /** @description Why there is no value. */
            error_code?: string | null;
            /** @description The rule that decided. */
            rule?: components["schemas"]["DecidingRule"] | null;
            /** @description The prerequisite that is not met. */
            prerequisite?: string | null;
            /** @description Whether it is killed. */
            killed: boolean;
        };
        /** @description What a changed share or split does to those whom it decides before the change and after it. */
        ExactPart: {
            /** @description Whom it decides. */
            of: components["schemas"]["ExactOf"];
            /** @description The rule that matches them. */
            rule?: components["schemas"]["DecidingRule"] | null;
            /** @description Whether only of those of them whose prerequisites are met. */
            has_prerequisites: boolean;
            /** @description How many of 10,000 of them get which variant in place of which. */
            moves: components["schemas"]["RankMove"][];
        };
        /** @description Whom a share or split decides. */
        ExactOf: "everybody" | "rule" | "others";
        /** @description Those of 10,000 who get another variant. */
        RankMove: {
            /** @description The variant before. */
            from: string;
            /** @description The variant after. */
            to: string;
            /**
             * Format: uint16
             * @description How many of 10,000.
             */
            ranks: number;
        };
        /** @description An attribute that is read. */
        AttributeRead: {
            /** @description Its name. */
            attribute: string;
            /**
             * Format: uint64
             * @description Contexts.
             */
            contexts: number;
            /**
             * Format: uint64
             * @description Users.
             */
            users: number;
        };
        /** @description Something that static proof finds. */
        PlanFinding: {
            /** @description `features`, `segments`, `metrics` or `experiments`. */
            collection: string;
            /** @description The key of the document. */
            key: string;
            /** @description The file that the document stands in; null where none of the files has it. */
            file?: string | null;
            /**
             * Format: uint32
             * @description The line in that file.
             */
            line?: number | null;
            /** @description The stable name of the kind of fault, such as `unreachable_rule`. */
            code: string;
            /** @description `warning` where it is proven or moves users, `advice` where it may be meant so. */
            severity: string;
            /** @description The place in the document, such as `rules[1].value`; empty for the whole. */
            path: string;
            /** @description What is wrong. */
            detail: string;
            /** @description What helps. */
            remedy: string;
        };
        /** @description Everything that evaluation needs, as documents and the operational state beside them. */
        Snapshot: {
            /** @description The environment. */
            environment: string;
            /** @description Id of its log. */
            log: string;
            /**
             * Format: uint64
             * @description Seq of the last entry in it.
             */
            seq: number;
            /** @description Whether it was asked for by its moment: there may be newer rules. */
            past?: boolean;
            /** @description Flags by key. */
            features: {
                [key: string]: unknown;
            };
            /** @description Experiments by key. */
            experiments: {
                [key: string]: unknown;
            };
            /** @description Segments by key; long lists are named by their digest. */
            segments: {
                [key: string]: unknown;
            };
            /**
             * @description Keys of the experiments in the order in which they were made: who comes first takes the
             *     lower part of a layer.
             * @default []
             */
            order: string[];
            /** @description What stands beside the definitions and wins over them. */
            state: components["schemas"]["SnapshotState"];
        };
        /** @description Operational state. */
        SnapshotState: {
            /** @description Killed flags and experiments. */
            killed: {
                [key: string]: components["schemas"]["Killed"];
            };
        };
        /** @description The keys of a long list. */
        ListBody: {
            /** @description Its digest. */
            hash: string;
            /** @description All its keys, in order. */
            keys: string[];
        };
        /** @description What is different between two seqs of a log. What is `null` is gone. */
        Difference: {
            /** @description Id of the log. */
            log: string;
            /**
             * Format: uint64
             * @description The seq that the reader has.
             */
            from: number;
            /**
             * Format: uint64
             * @description The seq that it has with this.
             */
            seq: number;
            /** @description Flags by key. */
            features?: {
                [key: string]: unknown;
            };
            /** @description Experiments by key. */
            experiments?: {
                [key: string]: unknown;
            };
            /** @description Segments by key; long lists are named by their digest. */
            segments?: {
                [key: string]: unknown;
            };
            /**
             * @description What stands beside the definitions.
             * @default {}
             */
            state: components["schemas"]["StateDifference"];
        };
        /** @description What is different of the operational state. What is `null` holds no more. */
        StateDifference: {
            /** @description Kills by key. */
            killed?: {
                [key: string]: components["schemas"]["Killed"] | null;
            };
        };
        /** @description A kill or a revival. */
        KillNotice: {
            /** @description Id of the log. */
            log: string;
            /**
             * Format: uint64
             * @description Seq of the entry that says so.
             */
            seq: number;
            /** @description The flag or experiment. */
            key: string;
            /** @description The kill; null where it was revived. */
            killed?: components["schemas"]["Killed"] | null;
        };
        /** @description Sent to a reader that has everything. */
        Heartbeat: {
            /** @description Id of the log. */
            log: string;
            /**
             * Format: uint64
             * @description Seq of its last entry; what lies between this and the reader's last id is not about rules.
             */
            seq: number;
        };
        /** @description One page of a list. */
        Page: {
            /** @description What is on it. */
            items: components["schemas"]["Token"][];
            /** @description The cursor of the next page; null where there is none. */
            next?: string | null;
            /**
             * @description On the first page of a moment of the past: keys of documents that cannot be shown any more,
             *     since they or what they depend on was erased.
             */
            erased?: string[];
        };
        /** @description A token, without its secret. */
        Token: {
            /** @description Its id. */
            id: string;
            /** @description What people call it. */
            name: string;
            /** @description What it may do. */
            kind: components["schemas"]["TokenKind"];
            /** @description Where. */
            environments: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Until when. */
            expires_at?: string | null;
            /** @description Of a client token: whether it may send events. */
            events?: boolean;
            /** @description When it was last used, to about a minute. */
            last_used_at?: string | null;
        };
        /** @description What a token may do. */
        TokenKind: "viewer" | "editor" | "admin" | "emergency" | "server" | "client" | "webhook" | "telemetry";
        /** @description A token that was just made. Its secret is shown this once. */
        IssuedToken: {
            /** @description The secret, to be sent as `Authorization: Bearer TOKEN` or `X-API-Key: TOKEN`. */
            token: string;
            /** @description Its id. */
            id: string;
            /** @description What people call it. */
            name: string;
            /** @description What it may do. */
            kind: components["schemas"]["TokenKind"];
            /** @description Where. */
            environments: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Until when. */
            expires_at?: string | null;
            /** @description Of a client token: whether it may send events. */
            events?: boolean;
            /** @description When it was last used, to about a minute. */
            last_used_at?: string | null;
        };
        /** @description A token to be made. */
        NewToken: {
            /** @description What people call it; it stands in the history of what it does. */
            name: string;
            /** @description What it may do. */
            kind: components["schemas"]["TokenKind"];
            /** @description Where: names of environments, or `["*"]` for all. */
            environments: string[];
            /**
             * Format: date-time
             * @description Until when; absent, until it is revoked.
             */
            expires_at?: string | null;
            /**
             * @description Of a client token: whether it may send events and is exposed to experiments by what it
             *     evaluates. It may, unless this is false.
             */
            events?: boolean;
        };
        /** @description A kill or revival. */
        KilledFlag: {
            /** @description The flag or experiment. */
            key: string;
            /** @description The kill that holds; null where it was revived. */
            killed?: components["schemas"]["Killed"] | null;
            /**
             * Format: uint64
             * @description Seq of the entry that says so.
             */
            seq: number;
        };
        /** @description Why something is done. The body may be left out. */
        ReasonRequest: {
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description Kills of many flags. */
        KilledAll: {
            /** @description The flags that are killed now, those included that were before. */
            keys: string[];
            /**
             * Format: uint64
             * @description Seq of the log after it.
             */
            seq: number;
        };
        /** @description Which flags to kill: those with a tag, or all. */
        KillAllRequest: {
            /** @description All flags with this tag. */
            tag?: string | null;
            /** @description All flags, where it is `true`. */
            all?: boolean | null;
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description The freeze that holds. */
        Freeze: {
            /** @description Whether one does. */
            frozen: boolean;
            /** @description What is frozen. */
            scope?: components["schemas"]["FreezeScope"] | null;
            /** @description Who froze it. */
            by?: string | null;
            /** @description When. */
            at?: string | null;
            /** @description Why. */
            reason?: string | null;
            /** @description Until when. */
            until?: string | null;
            /**
             * Format: uint64
             * @description Seq of the log.
             */
            seq: number;
            /**
             * @description All that hold or are planned, by their beginning.
             * @default []
             */
            windows: components["schemas"]["FreezeWindow"][];
        };
        /** @description What a freeze is of. */
        FreezeScope: "all" | "experiments";
        /** @description A freeze that holds, or is planned. */
        FreezeWindow: {
            /** @description Its id: its scope's name where it began at once and no other one held by that name. */
            id: string;
            /** @description Whether it holds now. */
            holds: boolean;
            /** @description What is frozen. */
            scope: components["schemas"]["FreezeScope"];
            /**
             * Format: date-time
             * @description From when.
             */
            from: string;
            /** @description Until when; without it, until it is lifted. */
            until?: string | null;
            /** @description Who froze or planned it. */
            by: string;
            /** @description Why. */
            reason?: string | null;
            /**
             * Format: uint64
             * @description Seq of the entry of the log that says so.
             */
            seq: number;
        };
        /** @description A freeze. The body may be left out. */
        FreezeRequest: {
            /**
             * @description What is frozen; `all` where it is left out.
             * @default all
             */
            scope: components["schemas"]["FreezeScope"];
            /** @description Why, for the history. */
            reason?: string | null;
            /**
             * Format: date-time
             * @description From when; absent, from now on. With it a window is planned, beside whatever is frozen.
             */
            from?: string | null;
            /**
             * Format: date-time
             * @description Until when; absent, until it is lifted.
             */
            until?: string | null;
        };
        /** @description How an environment is. */
        Status: {
            /** @description The environment. */
            environment: string;
            /**
             * Format: uint64
             * @description Seq of the last entry of its log.
             */
            seq: number;
            /** @description Its flags. */
            flags: components["schemas"]["Flags"];
            /** @description Its experiments. */
            experiments: components["schemas"]["Experiments"];
            /**
             * Format: double
             * @description For how long this server has not known whether its ruleset is the newest, in seconds.
             */
            ruleset_age_seconds: number;
            /** @description The freeze that holds. */
            freeze: components["schemas"]["Freeze"];
            /**
             * @description What is to change at a time to come.
             * @default {
             *       "pending": 0,
             *       "held": 0,
             *       "next": null,
             *       "refused": []
             *     }
             */
            schedules: components["schemas"]["SchedulesSummary"];
            /**
             * @description Who evaluates in their own process, and whether they have everything.
             * @default {
             *       "applied": 0,
             *       "lagging": 0,
             *       "not_tracked": 0
             *     }
             */
            instances: components["schemas"]["InstancesSummary"];
            /** @description What became of the configuration files, where the server has some. */
            config?: components["schemas"]["ConfigStatus"] | null;
            /** @description The server's version. */
            version: string;
        };
        /** @description Flags in numbers. */
        Flags: {
            /**
             * Format: uint64
             * @description How many there are.
             */
            total: number;
            /**
             * Format: uint64
             * @description How many are enabled, killed ones included.
             */
            enabled: number;
            /** @description Keys of those that are killed. */
            killed: string[];
            /**
             * @description Keys of gradual flags whose share still changes by itself, under a freeze too.
             * @default []
             */
            moving: string[];
        };
        /** @description Experiments in numbers. */
        Experiments: {
            /**
             * Format: uint64
             * @description How many are within their window.
             */
            running: number;
            /** @description Whether they are frozen. */
            frozen: boolean;
        };
        /** @description Scheduled changes in short. */
        SchedulesSummary: {
            /**
             * Format: uint64
             * @description How many are to come, held ones included.
             */
            pending: number;
            /**
             * Format: uint64
             * @description How many a freeze holds up.
             */
            held: number;
            /** @description The next one that is not held. */
            next?: components["schemas"]["NextSchedule"] | null;
            /** @description The latest ones that could not be made at their time, within the last seven days. */
            refused: components["schemas"]["RefusedSchedule"][];
        };
        /** @description The scheduled change that comes next. */
        NextSchedule: {
            /** @description Its id. */
            id: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Of what kind the document is. */
            collection: components["schemas"]["DocumentCollection"];
            /** @description The document's key. */
            key: string;
        };
        /** @description Documents of a kind, by the name that they have in paths. */
        DocumentCollection: "features" | "segments" | "metrics" | "experiments";
        /** @description A scheduled change that could not be made. */
        RefusedSchedule: {
            /** @description Its id. */
            id: string;
            /**
             * Format: date-time
             * @description When it was refused.
             */
            at: string;
            /** @description Why. */
            reason: string;
        };
        /** @description Instances in numbers. */
        InstancesSummary: {
            /**
             * Format: uint64
             * @description How many have applied everything.
             */
            applied: number;
            /**
             * Format: uint64
             * @description How many have not yet: those too that read the stream under a name and have not told.
             */
            lagging: number;
            /**
             * Format: uint64
             * @description How many read streams, such as OFREP's, without a name, so that nothing is known of them.
             */
            not_tracked: number;
        };
        /** @description What became of the configuration files. */
        ConfigStatus: {
            /** @description The file or folder. */
            path: string;
            /** @description Whether what is in it is what holds. */
            applied: boolean;
            /** @description When it was last applied. */
            applied_at?: string | null;
            /** @description Why not, with everything that is wrong. */
            problems: string[];
            /**
             * @description Where what holds is not what the files say; at most 1,000.
             * @default []
             */
            drift: components["schemas"]["Drift"][];
        };
        /** @description The freezes that hold or are planned, by their beginning. */
        FreezeWindows: {
            /** @description The freezes. */
            items: components["schemas"]["FreezeWindow"][];
        };
        /** @description One page of a list. */
        Page2: {
            /** @description What is on it. */
            items: components["schemas"]["Schedule"][];
            /** @description The cursor of the next page; null where there is none. */
            next?: string | null;
            /**
             * @description On the first page of a moment of the past: keys of documents that cannot be shown any more,
             *     since they or what they depend on was erased.
             */
            erased?: string[];
        };
        /** @description A scheduled change. */
        Schedule: {
            /** @description Its id. */
            id: string;
            /** @description What became of it. */
            state: components["schemas"]["ScheduleState"];
            /**
             * Format: date-time
             * @description When it is to be made.
             */
            at: string;
            /** @description Of what kind the document is. */
            collection: components["schemas"]["DocumentCollection"];
            /** @description The document's key. */
            key: string;
            /** @description What is to become of it. */
            change: components["schemas"]["ScheduledChange"];
            /**
             * Format: uint64
             * @description Only if this is still the document's version then.
             */
            if_version?: number | null;
            /** @description Who scheduled it. */
            by: string;
            /**
             * Format: date-time
             * @description When they did.
             */
            created_at: string;
            /** @description Why. */
            reason?: string | null;
            /**
             * Format: uint64
             * @description Seq of the entry of the log that says so.
             */
            seq: number;
            /** @description The freeze that holds it up. */
            held_by?: components["schemas"]["FreezeWindow"] | null;
            /** @description How it ended, where it did. */
            ended?: components["schemas"]["ScheduleEnd"] | null;
        };
        /** @description What became of a scheduled change. */
        ScheduleState: "pending" | "held" | "applied" | "cancelled" | "refused";
        /** @description What is to become of a document. */
        ScheduledChange: {
            put: {
                [key: string]: unknown;
            };
        } | {
            patch: {
                [key: string]: unknown;
            };
        } | {
            /** @constant */
            delete: true;
        };
        /** @description The end of a scheduled change. */
        ScheduleEnd: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description By whom; `server` where its time had come. */
            by: string;
            /** @description Why it was cancelled or refused, or how late it was made. */
            reason?: string | null;
            /**
             * Format: uint64
             * @description Seq of the entry of the log that says so.
             */
            seq: number;
        };
        /** @description A change of a document at a time to come. */
        ScheduleRequest: {
            /**
             * Format: date-time
             * @description When: RFC 3339, at most five years ahead.
             */
            at: string;
            /** @description Of what kind the document is. */
            collection: components["schemas"]["DocumentCollection"];
            /** @description Its key. */
            key: string;
            /** @description What is to become of it. */
            change: components["schemas"]["ScheduledChange"];
            /**
             * Format: uint64
             * @description Only if this is still the document's version then.
             */
            if_version?: number | null;
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description A document whose earlier definition holds again. */
        RolledBack: {
            /** @description The flag, segment, metric or experiment. */
            key: string;
            /**
             * Format: uint64
             * @description Seq of the entry that says so.
             */
            seq: number;
            /**
             * Format: uint64
             * @description Seq of the entry whose definition was restored.
             */
            restored: number;
        };
        /** @description Which definition to go back to. The body may be left out: then the one before the last change. */
        RollbackRequest: {
            /**
             * Format: uint64
             * @description The definition that held after this seq.
             */
            seq?: number | null;
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description A flag that was evaluated. */
        ResolvedFlag: {
            /** @description The flag or experiment. */
            key: string;
            /** @description Its value; absent, the caller's default. */
            value?: unknown;
            /** @description The variant's name. */
            variant: string;
            /** @description OpenFeature's name for why. */
            reason: string;
            /** @description Facts: strings, numbers and booleans. */
            metadata: {
                [key: string]: unknown;
            };
        };
        /** @description A flag that could not be evaluated. */
        FlagProblem: {
            /** @description The flag that was asked for. */
            key: string;
            /** @description OpenFeature's name for what is wrong. */
            errorCode: string;
            /** @description It in a sentence. */
            errorDetails: string;
        };
        /** @description Who asks. Context and targeting key may be left out. */
        OfrepRequest: {
            /**
             * @description The evaluation context.
             * @default null
             */
            context: {
                [key: string]: unknown;
            } | null;
        };
        /** @description All flags for one context. */
        BulkAnswer: {
            /** @description The flags. */
            flags: components["schemas"]["BulkFlag"][];
            /** @description Facts about all of them. */
            metadata: {
                [key: string]: unknown;
            };
            /**
             * @description Where changes are told.
             * @default []
             */
            eventStreams: components["schemas"]["OfrepStream"][];
        };
        /** @description One flag of many. */
        BulkFlag: components["schemas"]["ResolvedFlag"] | components["schemas"]["FlagProblem"];
        /** @description Where changes are told. */
        OfrepStream: {
            /** @description `sse`: server-sent events. */
            type: string;
            /** @description Its address. */
            endpoint: components["schemas"]["OfrepEndpoint"];
            /**
             * Format: uint32
             * @description Seconds after which a page that nobody looks at should close it.
             */
            inactivityDelaySec: number;
        };
        /** @description The address of a stream of events; its origin is that of the server. */
        OfrepEndpoint: {
            /** @description Path and query, with what gives the right to read it for an hour at least. */
            requestUri: string;
        };
        /** @description A bulk request that could not be evaluated. */
        BulkProblem: {
            /** @description OpenFeature's name for what is wrong. */
            errorCode: string;
            /** @description It in a sentence. */
            errorDetails: string;
        };
        /** @description What became of events. When this is answered, those that were accepted are on the disk. */
        EventsAnswer: {
            /**
             * Format: uint64
             * @description How many are new.
             */
            accepted: number;
            /**
             * Format: uint64
             * @description How many were there already.
             */
            duplicates: number;
            /** @description Those that were not taken. Sending them again gives the same. */
            refused: components["schemas"]["RefusedEvent"][];
        };
        /** @description An event that was not taken. */
        RefusedEvent: {
            /**
             * Format: uint64
             * @description Its place in the request, from 0.
             */
            index: number;
            /** @description The kind of problem. */
            code: components["schemas"]["Code"];
            /** @description What is wrong, and what would be right. */
            detail: string;
        };
        /** @description Some events. Each is judged by itself: a refused one takes none of the others down. */
        EventsRequest: {
            /** @description The events, in any order; at most 1,000. */
            events: (components["schemas"]["Event"] | unknown)[];
        };
        /**
         * @description One event. Sent again with the same user, time and id, it counts once.
         *
         *     With another time or user it is another event. Exposures by single OFREP requests the server
         *     stores by itself.
         */
        Event: {
            /** @constant */
            type: "exposure";
            /** @description A UUID. */
            id: string;
            /** @description The flag or experiment. */
            key: string;
            /** @description The variant's name. */
            variant: string;
            /** @description The value that bucketed: the targeting key, or that of `bucket_by`. */
            user: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description What is known of the user, for breakdowns. */
            attributes?: {
                [key: string]: unknown;
            };
        } | {
            /** @constant */
            type: "metric";
            /** @description A UUID. */
            id: string;
            /** @description Name of the event, such as `conversion`. */
            event: string;
            /** @description Who. */
            user: string;
            /**
             * Format: double
             * @description How much.
             * @default 1
             */
            value: number;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description The experiment that alone is meant. */
            experiment?: string | null;
        };
        /** @description What became of a report. */
        TelemetryAnswer: {
            /** @description Whether it was known already, and so changed nothing. */
            duplicate: boolean;
            /**
             * Format: uint64
             * @description Seq of the environment's log.
             */
            seq: number;
        };
        /**
         * @description A report of one instance of an SDK, `POST /api/telemetry`. Sent again with the same batch, it
         *     counts once.
         */
        TelemetryReport: {
            /** @description Id of the instance: a UUID that it makes up when it starts. */
            instance: string;
            /**
             * Format: uint64
             * @description Number of the report, from 1; each report of an instance has the next one.
             */
            batch: number;
            /** @description Name and version of the SDK, such as `hoist-rust/0.1.0`. */
            sdk: string;
            /** @description Id of the log that the seqs are of; absent, the environment's log of now. */
            log?: string | null;
            /**
             * Format: uint64
             * @description The instance evaluates by the rules after this seq.
             * @default 0
             */
            seq_applied: number;
            /**
             * Format: uint64
             * @description It obeys kills and revivals up to this seq, which may be ahead of its rules.
             * @default 0
             */
            kill_seq_applied: number;
            /**
             * @description Evaluations since the report before.
             * @default []
             */
            counts: components["schemas"]["Count"][];
            /**
             * @description Some evaluations, chosen at random.
             * @default []
             */
            samples: components["schemas"]["Sample"][];
            /**
             * @description Whether the instance ends: nobody waits for what it has not applied.
             * @default false
             */
            closing: boolean;
        };
        /** @description Evaluations that went alike. */
        Count: {
            /** @description The flag or experiment. */
            flag: string;
            /** @description `enabled`, `disabled`, or a variant's name; the error's code where there was no value. */
            result: string;
            /** @description OpenFeature's name for why. */
            reason: string;
            /**
             * Format: uint32
             * @description The rule that decided: its place in the document, from 0.
             */
            rule?: number | null;
            /**
             * Format: uint64
             * @description How many.
             */
            n: number;
            /**
             * Format: uint64
             * @description How many of them gave no value.
             * @default 0
             */
            errors: number;
        };
        /** @description One evaluation. */
        Sample: {
            /** @description The flag or experiment. */
            flag: string;
            /** @description The variant's name; absent where there was no value. */
            variant?: string | null;
            /** @description OpenFeature's name for why. */
            reason: string;
            /**
             * Format: uint32
             * @description The rule that decided: its place in the document, from 0.
             */
            rule?: number | null;
            /**
             * Format: uint64
             * @description Seq of the rules.
             */
            seq: number;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description The context: attributes that may be told, and `targetingKey` as a hash. */
            context: {
                [key: string]: unknown;
            };
        };
        /** @description Who evaluates in their own process, `GET /api/instances`. */
        Instances: {
            /**
             * Format: uint64
             * @description Seq of the environment's log.
             */
            seq: number;
            /**
             * Format: uint64
             * @description Seq of the last entry that concerns those who evaluate: who is there has everything.
             */
            ruleset_seq: number;
            /** @description In numbers. */
            summary: components["schemas"]["InstancesSummary"];
            /** @description Those that tell what they have applied, who lags most first; at most 1,000. */
            items: components["schemas"]["Instance"][];
        };
        /** @description One instance of an SDK. */
        Instance: {
            /** @description Its id. */
            id: string;
            /** @description Name and version of the SDK. */
            sdk: string;
            /**
             * Format: uint64
             * @description It evaluates by the rules after this seq.
             */
            seq_applied: number;
            /**
             * Format: uint64
             * @description It obeys kills up to this seq.
             */
            kill_seq_applied: number;
            /**
             * Format: double
             * @description For how long it has missed something, in seconds; null where it misses nothing.
             */
            lag_seconds?: number | null;
            /** @description Whether it reads the stream at the moment. */
            streaming: boolean;
            /**
             * Format: date-time
             * @description When it was last heard of.
             */
            seen_at: string;
        };
        /** @description How often a flag or experiment was evaluated, and to what. */
        Analytics: {
            /** @description The flag or experiment. */
            key: string;
            /**
             * Format: date-time
             * @description From when on.
             */
            from: string;
            /**
             * Format: date-time
             * @description Until when, excluded.
             */
            to: string;
            /** @description How long the parts are. */
            step: components["schemas"]["AnalyticsStep"];
            /**
             * Format: uint64
             * @description All evaluations in that time.
             */
            total: number;
            /**
             * Format: uint64
             * @description How many of them gave no value.
             */
            errors: number;
            /** @description By result. */
            results: {
                [key: string]: number;
            };
            /** @description By reason. */
            reasons: {
                [key: string]: number;
            };
            /** @description By the rule that decided: its place in the document. */
            rules: {
                [key: string]: number;
            };
            /** @description When it was last evaluated, to about a minute; null where that is not known. */
            last_evaluated_at?: string | null;
            /** @description The parts in which it was evaluated, in order of time. */
            parts: components["schemas"]["AnalyticsPart"][];
        };
        /** @description How long the parts of a flag's analytics are. */
        AnalyticsStep: "minute" | "hour" | "day";
        /** @description One part of the time. */
        AnalyticsPart: {
            /**
             * Format: date-time
             * @description Its beginning.
             */
            at: string;
            /** @description Evaluations by result. */
            results: {
                [key: string]: number;
            };
            /**
             * Format: uint64
             * @description How many gave no value.
             */
            errors: number;
        };
        /** @description How often everything of an environment was evaluated. */
        AnalyticsOverview: {
            /**
             * Format: date-time
             * @description From when on.
             */
            from: string;
            /**
             * Format: date-time
             * @description Until when, excluded.
             */
            to: string;
            /** @description How long the parts are. */
            step: components["schemas"]["AnalyticsStep"];
            /**
             * Format: uint64
             * @description All evaluations in that time.
             */
            total: number;
            /**
             * Format: uint64
             * @description How many of them gave no value.
             */
            errors: number;
            /** @description Evaluations in each part, in order of time. */
            parts: number[];
            /** @description The same of each flag and experiment that was evaluated, by key. */
            items: {
                [key: string]: number[];
            };
        };
        /** @description One page of a list. */
        Page3: {
            /** @description What is on it. */
            items: components["schemas"]["Environment"][];
            /** @description The cursor of the next page; null where there is none. */
            next?: string | null;
            /**
             * @description On the first page of a moment of the past: keys of documents that cannot be shown any more,
             *     since they or what they depend on was erased.
             */
            erased?: string[];
        };
        /** @description An environment: flags, segments, metrics and experiments with a change log of their own. */
        Environment: {
            /** @description Its name. */
            key: string;
            /** @description Id of its log. */
            log: string;
            /**
             * Format: uint64
             * @description Seq of the last entry.
             */
            seq: number;
            /** @description What it is for. */
            description?: string | null;
            /**
             * @description Whether changes need a reason and deletions a confirmation.
             * @default false
             */
            protected: boolean;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Since when it is served no more, and only its log is kept. */
            archived_at?: string | null;
        };
        /** @description An environment to be made. */
        NewEnvironment: {
            /** @description What it is called: lower-case letters, digits and dashes. */
            key: string;
            /** @description What it is for. */
            description?: string | null;
            /**
             * @description Whether changes need a reason and deletions a confirmation.
             * @default false
             */
            protected: boolean;
            /** @description Why, for the instance's log. */
            reason?: string | null;
        };
        /** @description What is to change of an environment; what is absent stays. */
        EnvironmentPatch: {
            /** @description What it is for; an empty text takes it away. */
            description?: string | null;
            /** @description Whether changes need a reason and deletions a confirmation. */
            protected?: boolean | null;
            /** @description Why, for the instance's log. */
            reason?: string | null;
        };
        /** @description How an environment differs from another: what a promotion of all of it would do there. */
        Comparison: {
            /** @description The environment that was asked for. */
            environment: string;
            /**
             * Format: uint64
             * @description Seq of its last entry.
             */
            seq: number;
            /** @description The one that it was compared with. */
            with: string;
            /**
             * Format: uint64
             * @description Seq of the other's last entry.
             */
            with_seq: number;
            /** @description The documents that differ, by collection and key. */
            items: components["schemas"]["Compared"][];
            /**
             * Format: uint64
             * @description How many documents are the same in both.
             */
            unchanged: number;
            /** @description The cursor of the next page; null where there is none. */
            next?: string | null;
        };
        /** @description A document that differs between two environments. */
        Compared: {
            /** @description `features`, `segments`, `metrics` or `experiments`. */
            collection: string;
            /** @description Its key. */
            key: string;
            /** @description Where it is. */
            standing: components["schemas"]["Standing"];
            /**
             * @description From what it is in the other environment to what it is in this one, field by field. Empty
             *     where it is in one of them alone.
             */
            changes?: components["schemas"]["FieldChange"][];
        };
        /** @description Where a document is of which two environments are compared. */
        Standing: "created" | "changed" | "missing";
        /** @description What a promotion changed, or would change. */
        Promotion: {
            /** @description Where it comes from. */
            from: string;
            /**
             * Format: uint64
             * @description Seq of the last entry there: what was promoted is what was so then.
             */
            from_seq: number;
            /** @description Where it goes to. */
            to: string;
            /**
             * Format: uint64
             * @description Seq of the last entry there, after it.
             */
            seq: number;
            /** @description Whether nothing was changed, because only a report was asked for. */
            dry_run: boolean;
            /**
             * @description What is new or other there, and what was deleted there (`missing`), by collection and key.
             *     Where all fields would be too much, only the first documents have theirs.
             */
            items: components["schemas"]["Compared"][];
            /**
             * Format: uint64
             * @description How many of the documents were the same there already.
             */
            unchanged: number;
        };
        /** @description What is to be promoted from one environment to another. */
        PromoteRequest: {
            /** @description The environment that it goes to. */
            to: string;
            /** @description Which documents, such as `features/checkout`. Either these or `all`. */
            documents?: string[];
            /**
             * @description All documents.
             * @default false
             */
            all: boolean;
            /**
             * @description Also the prerequisites, segments and metrics that these documents name, and those that they
             *     name.
             * @default false
             */
            with_references: boolean;
            /**
             * @description With `all`: also delete what is there and not here, save what configuration files manage.
             * @default false
             */
            prune: boolean;
            /**
             * @description Whether it may delete more than a fifth of the documents that are there.
             * @default false
             */
            allow_deletes: boolean;
            /**
             * @description Change nothing, and tell what would change.
             * @default false
             */
            dry_run: boolean;
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description Whether everything works. A server that is `degraded` goes on evaluating. */
        Ready: {
            /** @description `ready` or `degraded`. */
            status: string;
            /** @description Whether the store answers. */
            store: boolean;
            /** @description Whether the configuration files are in force, where there are some. */
            config?: boolean | null;
        };
        /** @description Whether somebody is signed in, and who. */
        SessionState: {
            /** @description Who is; null where nobody is. */
            session?: components["schemas"]["Session"] | null;
        };
        /** @description Who is signed in. */
        Session: {
            /** @description The name of the token whose right it is. */
            name: string;
            /** @description What it may do. */
            kind: components["schemas"]["TokenKind"];
            /** @description Where: names of environments, or `["*"]` for all. */
            environments: string[];
            /**
             * Format: date-time
             * @description Until when the session holds.
             */
            expires_at: string;
        };
        /** @description What somebody signs in with: one of the two. */
        SignInRequest: {
            login: string;
        } | {
            token: string;
        };
        /** @description A link that opens the dashboard once. */
        LoginLink: {
            /**
             * @description What to put behind the server's address: `/#login=…`. Browsers send no server what is behind
             *     the `#`.
             */
            path: string;
            /**
             * Format: date-time
             * @description Until when it may be used.
             */
            expires_at: string;
        };
        /** @description How far an environment's change log goes, as the stream of its heads tells. */
        HeadNotice: {
            /** @description Id of the log. */
            log: string;
            /**
             * Format: uint64
             * @description Seq of its last entry.
             */
            seq: number;
        };
        /** @description A key: unique among flags and experiments, or among segments, or among metrics. */
        Key: string;
        Name: string;
        Text: string;
        /**
         * Format: date-time
         * @description RFC 3339.
         */
        Time: string;
        /** @description A share of users, with at most two decimals. */
        Percentage: number;
        /** @description Any JSON, of at most 64 KiB. */
        Payload: unknown;
        /** @description Written by the server. It is ignored here, so that what was read can be written back. */
        ServerField: unknown;
        /** @description Targeting keys: spelt out or, where the list is long, named by its hash as an answer has it. */
        Keys: string[] | string | {
            list: string;
            count?: unknown;
        };
        /**
         * @description Entries are ANDed, a list is OR, and `all`, `any` and `not` nest. What else may stand here is up to the rule's type; docs/flags.md has it.
         * @example {
         *       "plan": [
         *         "premium",
         *         "trial"
         *       ]
         *     }
         * @example {
         *       "any": [
         *         {
         *           "type": "segment",
         *           "conditions": {
         *             "segment": "staff"
         *           }
         *         },
         *         {
         *           "type": "property",
         *           "conditions": {
         *             "age": {
         *               "gte": 18
         *             }
         *           }
         *         }
         *       ]
         *     }
         */
        Conditions: Record<string, never>;
        /** @enum {string} */
        RuleType: "user" | "group" | "percentage" | "time" | "location" | "property" | "segment" | "user_segment";
        /** @description Who is in. */
        MembershipRule: {
            type?: components["schemas"]["RuleType"];
            conditions: components["schemas"]["Conditions"];
            name?: components["schemas"]["Name"];
            description?: components["schemas"]["Text"];
            /** @description Rules are tried from the smallest on. */
            priority?: number;
            enabled?: boolean;
        };
        /** @description What those who match get. The first rule that matches decides. */
        Rule: {
            type?: components["schemas"]["RuleType"];
            conditions: components["schemas"]["Conditions"];
            /** @description `true`, `false` or a share of those who match; for a variant flag a variant's name or a split. */
            value: boolean | components["schemas"]["Percentage"] | components["schemas"]["Name"] | {
                split: {
                    [key: string]: number;
                };
            };
            name?: components["schemas"]["Name"];
            description?: components["schemas"]["Text"];
            /** @description Rules are tried from the smallest on. */
            priority?: number;
            enabled?: boolean;
            salt?: components["schemas"]["Name"];
        };
        Variant: {
            name: components["schemas"]["Name"];
            weight: number;
            config?: components["schemas"]["Payload"];
            is_control?: boolean;
            statistics?: unknown;
        };
        /** @description Weights sum to 1 or to 100. Answers always have the list. */
        Variants: components["schemas"]["Variant"][] | {
            [key: string]: number | {
                name?: components["schemas"]["Name"];
                weight: number;
                config?: components["schemas"]["Payload"];
                is_control?: boolean;
                statistics?: unknown;
            };
        };
        MetricUse: components["schemas"]["Key"] | {
            metric: components["schemas"]["Key"];
            /** @enum {string} */
            role?: "goal" | "secondary" | "guardrail";
            margin?: number;
        };
        NewFlag: {
            key: components["schemas"]["Key"];
            /** @constant */
            type: "boolean";
            /** @default false */
            enabled: boolean;
            rules?: components["schemas"]["Rule"][] | null;
            when_on?: components["schemas"]["Payload"];
            when_off?: components["schemas"]["Payload"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /**
             * @default all
             * @enum {string}
             */
            visibility: "all" | "server";
            /** Format: date */
            expires?: string;
            /** @default false */
            archived: boolean;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        } | {
            key: components["schemas"]["Key"];
            /** @constant */
            type: "percentage";
            /** @default false */
            enabled: boolean;
            percentage: components["schemas"]["Percentage"];
            rules?: components["schemas"]["Rule"][] | null;
            when_on?: components["schemas"]["Payload"];
            when_off?: components["schemas"]["Payload"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /**
             * @default all
             * @enum {string}
             */
            visibility: "all" | "server";
            /** Format: date */
            expires?: string;
            /** @default false */
            archived: boolean;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        } | {
            key: components["schemas"]["Key"];
            /** @constant */
            type: "variant";
            /** @default false */
            enabled: boolean;
            variants: components["schemas"]["Variants"];
            rules?: components["schemas"]["Rule"][] | null;
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /**
             * @default all
             * @enum {string}
             */
            visibility: "all" | "server";
            /** Format: date */
            expires?: string;
            /** @default false */
            archived: boolean;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        } | {
            key: components["schemas"]["Key"];
            /** @constant */
            type: "gradual";
            /** @default false */
            enabled: boolean;
            start_date?: components["schemas"]["Time"];
            end_date?: components["schemas"]["Time"];
            curve?: {
                at: components["schemas"]["Time"];
                percentage: components["schemas"]["Percentage"];
            }[];
            rules?: components["schemas"]["Rule"][] | null;
            when_on?: components["schemas"]["Payload"];
            when_off?: components["schemas"]["Payload"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /**
             * @default all
             * @enum {string}
             */
            visibility: "all" | "server";
            /** Format: date */
            expires?: string;
            /** @default false */
            archived: boolean;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        } | {
            key: components["schemas"]["Key"];
            /** @constant */
            type: "targeted";
            /** @default false */
            enabled: boolean;
            rules?: components["schemas"]["Rule"][] | null;
            when_on?: components["schemas"]["Payload"];
            when_off?: components["schemas"]["Payload"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /**
             * @default all
             * @enum {string}
             */
            visibility: "all" | "server";
            /** Format: date */
            expires?: string;
            /** @default false */
            archived: boolean;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        };
        FlagDefinition: {
            key?: components["schemas"]["Key"];
            /** @constant */
            type: "boolean";
            /** @default false */
            enabled: boolean;
            rules?: components["schemas"]["Rule"][] | null;
            when_on?: components["schemas"]["Payload"];
            when_off?: components["schemas"]["Payload"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /**
             * @default all
             * @enum {string}
             */
            visibility: "all" | "server";
            /** Format: date */
            expires?: string;
            /** @default false */
            archived: boolean;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        } | {
            key?: components["schemas"]["Key"];
            /** @constant */
            type: "percentage";
            /** @default false */
            enabled: boolean;
            percentage: components["schemas"]["Percentage"];
            rules?: components["schemas"]["Rule"][] | null;
            when_on?: components["schemas"]["Payload"];
            when_off?: components["schemas"]["Payload"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /**
             * @default all
             * @enum {string}
             */
            visibility: "all" | "server";
            /** Format: date */
            expires?: string;
            /** @default false */
            archived: boolean;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        } | {
            key?: components["schemas"]["Key"];
            /** @constant */
            type: "variant";
            /** @default false */
            enabled: boolean;
            variants: components["schemas"]["Variants"];
            rules?: components["schemas"]["Rule"][] | null;
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /**
             * @default all
             * @enum {string}
             */
            visibility: "all" | "server";
            /** Format: date */
            expires?: string;
            /** @default false */
            archived: boolean;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        } | {
            key?: components["schemas"]["Key"];
            /** @constant */
            type: "gradual";
            /** @default false */
            enabled: boolean;
            start_date?: components["schemas"]["Time"];
            end_date?: components["schemas"]["Time"];
            curve?: {
                at: components["schemas"]["Time"];
                percentage: components["schemas"]["Percentage"];
            }[];
            rules?: components["schemas"]["Rule"][] | null;
            when_on?: components["schemas"]["Payload"];
            when_off?: components["schemas"]["Payload"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /**
             * @default all
             * @enum {string}
             */
            visibility: "all" | "server";
            /** Format: date */
            expires?: string;
            /** @default false */
            archived: boolean;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        } | {
            key?: components["schemas"]["Key"];
            /** @constant */
            type: "targeted";
            /** @default false */
            enabled: boolean;
            rules?: components["schemas"]["Rule"][] | null;
            when_on?: components["schemas"]["Payload"];
            when_off?: components["schemas"]["Payload"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /**
             * @default all
             * @enum {string}
             */
            visibility: "all" | "server";
            /** Format: date */
            expires?: string;
            /** @default false */
            archived: boolean;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        };
        /** @description JSON merge patch (RFC 7396): null removes a field. */
        FlagPatch: {
            type?: ("boolean" | "percentage" | "variant" | "gradual" | "targeted") | null;
            enabled?: boolean | null;
            percentage?: components["schemas"]["Percentage"] | null;
            variants?: components["schemas"]["Variants"] | null;
            start_date?: components["schemas"]["Time"] | null;
            end_date?: components["schemas"]["Time"] | null;
            curve?: {
                at: components["schemas"]["Time"];
                percentage: components["schemas"]["Percentage"];
            }[] | null;
            rules?: (components["schemas"]["Rule"][] | null) | null;
            when_on?: components["schemas"]["Payload"] | null;
            when_off?: components["schemas"]["Payload"] | null;
            bucket_by?: components["schemas"]["Name"] | null;
            salt?: components["schemas"]["Name"] | null;
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[] | null;
            metrics?: (components["schemas"]["MetricUse"][] | null) | null;
            visibility?: ("all" | "server") | null;
            expires?: string | null;
            archived?: boolean | null;
            description?: components["schemas"]["Text"] | null;
            owner?: components["schemas"]["Name"] | null;
            tags?: (string[] | string) | null;
            metadata?: ({
                [key: string]: components["schemas"]["Text"];
            } | null) | null;
        } & {
            [key: string]: null;
        };
        Flag: components["schemas"]["Document"] & {
            /** @enum {string} */
            type?: "boolean" | "percentage" | "variant" | "gradual" | "targeted";
            /** @default false */
            enabled: boolean;
            percentage?: components["schemas"]["Percentage"];
            variants?: components["schemas"]["Variants"];
            start_date?: components["schemas"]["Time"];
            end_date?: components["schemas"]["Time"];
            curve?: {
                at: components["schemas"]["Time"];
                percentage: components["schemas"]["Percentage"];
            }[];
            rules?: components["schemas"]["Rule"][] | null;
            when_on?: components["schemas"]["Payload"];
            when_off?: components["schemas"]["Payload"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            requires?: {
                flag: components["schemas"]["Key"];
                is: boolean | string;
            }[];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /**
             * @default all
             * @enum {string}
             */
            visibility: "all" | "server";
            /** Format: date */
            expires?: string;
            /** @default false */
            archived: boolean;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
        };
        /** @description One page of a list. */
        FlagPage: {
            items: components["schemas"]["Flag"][];
            /** @description The cursor of the next page; null where there is none. */
            next: string | null;
        };
        NewSegment: {
            key: components["schemas"]["Key"];
            include?: components["schemas"]["Keys"];
            exclude?: components["schemas"]["Keys"];
            rules?: components["schemas"]["MembershipRule"][];
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        };
        SegmentDefinition: {
            key?: components["schemas"]["Key"];
            include?: components["schemas"]["Keys"];
            exclude?: components["schemas"]["Keys"];
            rules?: components["schemas"]["MembershipRule"][];
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        };
        /** @description JSON merge patch (RFC 7396): null removes a field. */
        SegmentPatch: {
            include?: components["schemas"]["Keys"] | null;
            exclude?: components["schemas"]["Keys"] | null;
            rules?: components["schemas"]["MembershipRule"][] | null;
            description?: components["schemas"]["Text"] | null;
            owner?: components["schemas"]["Name"] | null;
            tags?: (string[] | string) | null;
            metadata?: ({
                [key: string]: components["schemas"]["Text"];
            } | null) | null;
        } & {
            [key: string]: null;
        };
        Segment: components["schemas"]["Document"] & {
            include?: components["schemas"]["Keys"];
            exclude?: components["schemas"]["Keys"];
            rules?: components["schemas"]["MembershipRule"][];
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
        };
        /** @description One page of a list. */
        SegmentPage: {
            items: components["schemas"]["Segment"][];
            /** @description The cursor of the next page; null where there is none. */
            next: string | null;
        };
        NewMetric: {
            key: components["schemas"]["Key"];
            name?: components["schemas"]["Name"];
            event: components["schemas"]["Name"];
            /** @enum {string} */
            kind: "conversion" | "mean" | "ratio" | "quantile";
            denominator?: components["schemas"]["Name"];
            quantile?: number;
            /**
             * @default increase
             * @enum {string}
             */
            direction: "increase" | "decrease";
            cap?: number;
            /** @description Such as `7d`; `none` is until the experiment's end. */
            window?: string;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        };
        MetricDefinition: {
            key?: components["schemas"]["Key"];
            name?: components["schemas"]["Name"];
            event: components["schemas"]["Name"];
            /** @enum {string} */
            kind: "conversion" | "mean" | "ratio" | "quantile";
            denominator?: components["schemas"]["Name"];
            quantile?: number;
            /**
             * @default increase
             * @enum {string}
             */
            direction: "increase" | "decrease";
            cap?: number;
            /** @description Such as `7d`; `none` is until the experiment's end. */
            window?: string;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        };
        /** @description JSON merge patch (RFC 7396): null removes a field. */
        MetricPatch: {
            name?: components["schemas"]["Name"] | null;
            event?: components["schemas"]["Name"] | null;
            kind?: ("conversion" | "mean" | "ratio" | "quantile") | null;
            denominator?: components["schemas"]["Name"] | null;
            quantile?: number | null;
            direction?: ("increase" | "decrease") | null;
            cap?: number | null;
            window?: string | null;
            description?: components["schemas"]["Text"] | null;
            owner?: components["schemas"]["Name"] | null;
            tags?: (string[] | string) | null;
            metadata?: ({
                [key: string]: components["schemas"]["Text"];
            } | null) | null;
        } & {
            [key: string]: null;
        };
        Metric: components["schemas"]["Document"] & {
            name?: components["schemas"]["Name"];
            event?: components["schemas"]["Name"];
            /** @enum {string} */
            kind?: "conversion" | "mean" | "ratio" | "quantile";
            denominator?: components["schemas"]["Name"];
            quantile?: number;
            /**
             * @default increase
             * @enum {string}
             */
            direction: "increase" | "decrease";
            cap?: number;
            /** @description Such as `7d`; `none` is until the experiment's end. */
            window?: string;
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
        };
        /** @description One page of a list. */
        MetricPage: {
            items: components["schemas"]["Metric"][];
            /** @description The cursor of the next page; null where there is none. */
            next: string | null;
        };
        NewExperiment: {
            key?: components["schemas"]["Key"];
            id?: components["schemas"]["Key"];
            name?: components["schemas"]["Name"];
            hypothesis?: components["schemas"]["Text"];
            start_date?: components["schemas"]["Time"];
            end_date?: components["schemas"]["Time"];
            variants: components["schemas"]["Variants"];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /** @description Users, all variants together. */
            sample_size?: number;
            /** @default 0.95 */
            confidence: number;
            /** @description Relative to control. */
            min_detectable_effect?: number;
            audience?: components["schemas"]["MembershipRule"][];
            traffic?: components["schemas"]["Percentage"];
            layer?: components["schemas"]["Name"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            /**
             * @default hybrid
             * @enum {string}
             */
            method: "hybrid" | "group_sequential" | "always_valid" | "fixed" | "bayesian";
            /**
             * @default control
             * @enum {string}
             */
            on_conclude: "control" | "ship";
            results?: components["schemas"]["ServerField"];
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        } | unknown | unknown;
        ExperimentDefinition: {
            key?: components["schemas"]["Key"];
            id?: components["schemas"]["Key"];
            name?: components["schemas"]["Name"];
            hypothesis?: components["schemas"]["Text"];
            start_date?: components["schemas"]["Time"];
            end_date?: components["schemas"]["Time"];
            variants: components["schemas"]["Variants"];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /** @description Users, all variants together. */
            sample_size?: number;
            /** @default 0.95 */
            confidence: number;
            /** @description Relative to control. */
            min_detectable_effect?: number;
            audience?: components["schemas"]["MembershipRule"][];
            traffic?: components["schemas"]["Percentage"];
            layer?: components["schemas"]["Name"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            /**
             * @default hybrid
             * @enum {string}
             */
            method: "hybrid" | "group_sequential" | "always_valid" | "fixed" | "bayesian";
            /**
             * @default control
             * @enum {string}
             */
            on_conclude: "control" | "ship";
            results?: components["schemas"]["ServerField"];
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
            version?: components["schemas"]["ServerField"];
            created_at?: components["schemas"]["ServerField"];
            updated_at?: components["schemas"]["ServerField"];
            killed?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        };
        /** @description JSON merge patch (RFC 7396): null removes a field. */
        ExperimentPatch: {
            id?: components["schemas"]["Key"] | null;
            name?: components["schemas"]["Name"] | null;
            hypothesis?: components["schemas"]["Text"] | null;
            start_date?: components["schemas"]["Time"] | null;
            end_date?: components["schemas"]["Time"] | null;
            variants?: components["schemas"]["Variants"] | null;
            metrics?: (components["schemas"]["MetricUse"][] | null) | null;
            sample_size?: number | null;
            confidence?: number | null;
            min_detectable_effect?: number | null;
            audience?: components["schemas"]["MembershipRule"][] | null;
            traffic?: components["schemas"]["Percentage"] | null;
            layer?: components["schemas"]["Name"] | null;
            bucket_by?: components["schemas"]["Name"] | null;
            salt?: components["schemas"]["Name"] | null;
            method?: ("hybrid" | "group_sequential" | "always_valid" | "fixed" | "bayesian") | null;
            on_conclude?: ("control" | "ship") | null;
            results?: components["schemas"]["ServerField"] | null;
            description?: components["schemas"]["Text"] | null;
            owner?: components["schemas"]["Name"] | null;
            tags?: (string[] | string) | null;
            metadata?: ({
                [key: string]: components["schemas"]["Text"];
            } | null) | null;
        } & {
            [key: string]: null;
        };
        Experiment: components["schemas"]["Document"] & {
            id?: components["schemas"]["Key"];
            name?: components["schemas"]["Name"];
            hypothesis?: components["schemas"]["Text"];
            start_date?: components["schemas"]["Time"];
            end_date?: components["schemas"]["Time"];
            variants?: components["schemas"]["Variants"];
            metrics?: components["schemas"]["MetricUse"][] | null;
            /** @description Users, all variants together. */
            sample_size?: number;
            /** @default 0.95 */
            confidence: number;
            /** @description Relative to control. */
            min_detectable_effect?: number;
            audience?: components["schemas"]["MembershipRule"][];
            traffic?: components["schemas"]["Percentage"];
            layer?: components["schemas"]["Name"];
            bucket_by?: components["schemas"]["Name"];
            salt?: components["schemas"]["Name"];
            /**
             * @default hybrid
             * @enum {string}
             */
            method: "hybrid" | "group_sequential" | "always_valid" | "fixed" | "bayesian";
            /**
             * @default control
             * @enum {string}
             */
            on_conclude: "control" | "ship";
            results?: components["schemas"]["ServerField"];
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
        };
        /** @description One page of a list. */
        ExperimentPage: {
            items: components["schemas"]["Experiment"][];
            /** @description The cursor of the next page; null where there is none. */
            next: string | null;
        };
        /** @description Documents by their keys. */
        File: {
            features?: {
                [key: string]: components["schemas"]["FlagDefinition"];
            } | null;
            segments?: {
                [key: string]: components["schemas"]["SegmentDefinition"];
            } | null;
            metrics?: {
                [key: string]: components["schemas"]["MetricDefinition"];
            } | null;
            experiments?: {
                [key: string]: components["schemas"]["ExperimentDefinition"];
            } | null;
        };
    };
    responses: {
        /** @description The request cannot be read: its path, query, headers or body. */
        BadRequest: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no token, or it is unknown, revoked or expired. */
        Unauthorized: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                "WWW-Authenticate": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A token of this kind, or for these environments, may not. */
        Forbidden: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is nothing of that name. */
        NotFound: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body did not arrive in time. */
        Timeout: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It cannot be done now: `conflict` (it was changed in between; `current` has it), `referenced` (others refer to it), `frozen`, `managed` (it lives in a configuration file) or `not_now`. */
        Conflict: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What was so then was erased since, and nothing tells of it any more. */
        Erased: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is larger than this operation allows. */
        TooLarge: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not called what it has to be. */
        UnsupportedMediaType: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What was sent is not sound; for documents, `diagnostics` has everything wrong. */
        Invalid: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is too much at the moment. Nothing of the request was done; send it again later. */
        TooManyRequests: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                /** @description In seconds. */
                "Retry-After": number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The server made a mistake (500), or its store cannot be written or read at the moment (503). Nothing was changed. */
        ServerFault: {
            headers: {
                /** @description The id of the request. */
                "X-Request-Id": string;
                /** @description In seconds, where it may pass by itself. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listFeatures: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description `true`: only flags that may go, each with `stale`: why, since when, a sentence. `days` and `counted_since` stand beside the list then. */
                stale?: boolean;
                /** @description With `stale`: for how many days nobody evaluates them, or all get the same. */
                days?: number;
                /** @description What was so at a moment of the past: after the entry of a seq of the change log, or at a time (RFC 3339). Without it, what is so now. */
                at?: string;
                /** @description The time that counts, where it is not that of the moment. */
                now?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlagPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Erased"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    createFeature: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "new_search",
                 *       "type": "percentage",
                 *       "enabled": true,
                 *       "percentage": 25,
                 *       "description": "Search by meaning",
                 *       "owner": "search-team",
                 *       "rules": [
                 *         {
                 *           "name": "beta",
                 *           "type": "segment",
                 *           "conditions": {
                 *             "segment": "staff"
                 *           },
                 *           "value": true
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewFlag"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flag"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getFeature: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description What was so at a moment of the past: after the entry of a seq of the change log, or at a time (RFC 3339). Without it, what is so now. */
                at?: string;
                /** @description The time that counts, where it is not that of the moment. */
                now?: string;
            };
            header?: never;
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flag"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Erased"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    putFeature: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
                /** @description `*`: only if there is none yet. Anything else is not looked at. */
                "If-None-Match"?: string;
            };
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "variant",
                 *       "enabled": true,
                 *       "variants": [
                 *         {
                 *           "name": "control",
                 *           "weight": 0.5,
                 *           "config": {
                 *             "steps": 3
                 *           }
                 *         },
                 *         {
                 *           "name": "short",
                 *           "weight": 0.5,
                 *           "config": {
                 *             "steps": 2
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["FlagDefinition"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flag"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flag"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    deleteFeature: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The key of what is deleted once more, which protected environments want: where it is given, it has to be that one. */
                confirm?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    patchFeature: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": true,
                 *       "description": null
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["FlagPatch"];
                /**
                 * @example {
                 *       "enabled": true,
                 *       "description": null
                 *     }
                 */
                "application/json": components["schemas"]["FlagPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flag"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    toggleFeature: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flag"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listSegments: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description What was so at a moment of the past: after the entry of a seq of the change log, or at a time (RFC 3339). Without it, what is so now. */
                at?: string;
                /** @description The time that counts, where it is not that of the moment. */
                now?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Erased"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    createSegment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "premium",
                 *       "description": "Who pays",
                 *       "rules": [
                 *         {
                 *           "type": "property",
                 *           "conditions": {
                 *             "plan": "premium"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewSegment"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getSegment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description What was so at a moment of the past: after the entry of a seq of the change log, or at a time (RFC 3339). Without it, what is so now. */
                at?: string;
                /** @description The time that counts, where it is not that of the moment. */
                now?: string;
            };
            header?: never;
            path: {
                /** @example staff */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Erased"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    putSegment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
                /** @description `*`: only if there is none yet. Anything else is not looked at. */
                "If-None-Match"?: string;
            };
            path: {
                /** @example staff */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "include": [
                 *         "ana",
                 *         "bob"
                 *       ],
                 *       "exclude": [
                 *         "eve"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SegmentDefinition"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    deleteSegment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The key of what is deleted once more, which protected environments want: where it is given, it has to be that one. */
                confirm?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @example staff */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    patchSegment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @example staff */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "People of ours"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["SegmentPatch"];
                /**
                 * @example {
                 *       "description": "People of ours"
                 *     }
                 */
                "application/json": components["schemas"]["SegmentPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listMetrics: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description What was so at a moment of the past: after the entry of a seq of the change log, or at a time (RFC 3339). Without it, what is so now. */
                at?: string;
                /** @description The time that counts, where it is not that of the moment. */
                now?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Erased"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    createMetric: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "revenue",
                 *       "event": "purchase",
                 *       "kind": "mean",
                 *       "cap": 1000,
                 *       "window": "7d"
                 *     }
                 */
                "application/json": components["schemas"]["NewMetric"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metric"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getMetric: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description What was so at a moment of the past: after the entry of a seq of the change log, or at a time (RFC 3339). Without it, what is so now. */
                at?: string;
                /** @description The time that counts, where it is not that of the moment. */
                now?: string;
            };
            header?: never;
            path: {
                /** @example revenue */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metric"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Erased"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    putMetric: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
                /** @description `*`: only if there is none yet. Anything else is not looked at. */
                "If-None-Match"?: string;
            };
            path: {
                /** @example revenue */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "event": "purchase",
                 *       "kind": "conversion",
                 *       "direction": "increase"
                 *     }
                 */
                "application/json": components["schemas"]["MetricDefinition"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metric"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metric"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    deleteMetric: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The key of what is deleted once more, which protected environments want: where it is given, it has to be that one. */
                confirm?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @example revenue */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    patchMetric: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @example revenue */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "cap": 500
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["MetricPatch"];
                /**
                 * @example {
                 *       "cap": 500
                 *     }
                 */
                "application/json": components["schemas"]["MetricPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metric"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listExperiments: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description What was so at a moment of the past: after the entry of a seq of the change log, or at a time (RFC 3339). Without it, what is so now. */
                at?: string;
                /** @description The time that counts, where it is not that of the moment. */
                now?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Erased"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    createExperiment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "button_colour",
                 *       "hypothesis": "Green is clicked more often",
                 *       "variants": {
                 *         "control": 0.5,
                 *         "green": 0.5
                 *       },
                 *       "metrics": [
                 *         "click_rate"
                 *       ],
                 *       "sample_size": 20000,
                 *       "min_detectable_effect": 0.05
                 *     }
                 */
                "application/json": components["schemas"]["NewExperiment"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getExperiment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description What was so at a moment of the past: after the entry of a seq of the change log, or at a time (RFC 3339). Without it, what is so now. */
                at?: string;
                /** @description The time that counts, where it is not that of the moment. */
                now?: string;
            };
            header?: never;
            path: {
                /** @example homepage */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Erased"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    putExperiment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
                /** @description `*`: only if there is none yet. Anything else is not looked at. */
                "If-None-Match"?: string;
            };
            path: {
                /** @example homepage */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "variants": [
                 *         {
                 *           "name": "control",
                 *           "weight": 1
                 *         },
                 *         {
                 *           "name": "modern",
                 *           "weight": 1
                 *         },
                 *         {
                 *           "name": "plain",
                 *           "weight": 98
                 *         }
                 *       ],
                 *       "traffic": 10
                 *     }
                 */
                "application/json": components["schemas"]["ExperimentDefinition"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    deleteExperiment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The key of what is deleted once more, which protected environments want: where it is given, it has to be that one. */
                confirm?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @example homepage */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    patchExperiment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @example homepage */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "traffic": 50
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["ExperimentPatch"];
                /**
                 * @example {
                 *       "traffic": 50
                 *     }
                 */
                "application/json": components["schemas"]["ExperimentPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    editSegmentKeys: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description The version that the change was made from, in quotes. Without it, the change is made to whatever is there. */
                "If-Match"?: string;
            };
            path: {
                /** @example staff */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "list": "include",
                 *       "add": [
                 *         "carol"
                 *       ],
                 *       "remove": [
                 *         "bob"
                 *       ],
                 *       "reason": "moved to another team"
                 *     }
                 */
                "application/json": components["schemas"]["KeysEdit"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeysEdited"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getFeatureHistory: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getSegmentHistory: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @example staff */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getMetricHistory: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @example revenue */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getExperimentHistory: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @example homepage */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Only entries of this kind, such as `killed`. */
                kind?: "created" | "updated" | "deleted" | "rolled_back" | "killed" | "revived" | "frozen" | "unfrozen" | "scheduled" | "applied" | "cancelled" | "erased";
                /** @description Only entries about keys of this collection, such as `features`. */
                collection?: "features" | "segments" | "metrics" | "experiments" | "environment" | "schedules" | "environments" | "tokens";
                /** @description Only entries about this key. */
                key?: string;
                /** @description Only entries by this actor, such as `config`, `token:ops` for every token of that name, or `token:ops (ID)` for one. */
                actor?: string;
                /** @description Only entries of this time and later. */
                since?: string;
                /** @description Only entries before this time. */
                until?: string;
                /** @description Only entries with a greater seq. */
                after?: number;
                /** @description Only entries with a smaller seq. */
                before?: number;
                /** @description `asc` for the oldest first. */
                order?: "asc" | "desc";
                /** @description Also what is different in the definitions, and of environments in what is said of them. */
                diff?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    verifyChanges: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listInstanceChanges: {
        parameters: {
            query?: {
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description Only entries of this kind, such as `killed`. */
                kind?: "created" | "updated" | "deleted" | "rolled_back" | "killed" | "revived" | "frozen" | "unfrozen" | "scheduled" | "applied" | "cancelled" | "erased";
                /** @description Only entries about keys of this collection, such as `features`. */
                collection?: "features" | "segments" | "metrics" | "experiments" | "environment" | "schedules" | "environments" | "tokens";
                /** @description Only entries about this key. */
                key?: string;
                /** @description Only entries by this actor, such as `config`, `token:ops` for every token of that name, or `token:ops (ID)` for one. */
                actor?: string;
                /** @description Only entries of this time and later. */
                since?: string;
                /** @description Only entries before this time. */
                until?: string;
                /** @description Only entries with a greater seq. */
                after?: number;
                /** @description Only entries with a smaller seq. */
                before?: number;
                /** @description `asc` for the oldest first. */
                order?: "asc" | "desc";
                /** @description Also what is different in the definitions, and of environments in what is said of them. */
                diff?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    verifyInstanceChanges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    exportChanges: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Only entries of this kind, such as `killed`. */
                kind?: "created" | "updated" | "deleted" | "rolled_back" | "killed" | "revived" | "frozen" | "unfrozen" | "scheduled" | "applied" | "cancelled" | "erased";
                /** @description Only entries about keys of this collection, such as `features`. */
                collection?: "features" | "segments" | "metrics" | "experiments" | "environment" | "schedules" | "environments" | "tokens";
                /** @description Only entries about this key. */
                key?: string;
                /** @description Only entries by this actor, such as `config`, `token:ops` for every token of that name, or `token:ops (ID)` for one. */
                actor?: string;
                /** @description Only entries of this time and later. */
                since?: string;
                /** @description Only entries before this time. */
                until?: string;
                /** @description Only entries with a greater seq. */
                after?: number;
                /** @description Only entries with a smaller seq. */
                before?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    exportInstanceChanges: {
        parameters: {
            query?: {
                /** @description Only entries of this kind, such as `killed`. */
                kind?: "created" | "updated" | "deleted" | "rolled_back" | "killed" | "revived" | "frozen" | "unfrozen" | "scheduled" | "applied" | "cancelled" | "erased";
                /** @description Only entries about keys of this collection, such as `features`. */
                collection?: "features" | "segments" | "metrics" | "experiments" | "environment" | "schedules" | "environments" | "tokens";
                /** @description Only entries about this key. */
                key?: string;
                /** @description Only entries by this actor, such as `config`, `token:ops` for every token of that name, or `token:ops (ID)` for one. */
                actor?: string;
                /** @description Only entries of this time and later. */
                since?: string;
                /** @description Only entries before this time. */
                until?: string;
                /** @description Only entries with a greater seq. */
                after?: number;
                /** @description Only entries with a smaller seq. */
                before?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    erase: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user": "user-1"
                 *     }
                 */
                "application/json": components["schemas"]["EraseRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erased"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    evaluate: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "context": {
                 *         "targetingKey": "user-1",
                 *         "plan": "premium"
                 *       },
                 *       "keys": [
                 *         "checkout"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EvaluateRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluations"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            410: components["responses"]["Erased"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    explainFeature: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "context": {
                 *         "targetingKey": "user-1",
                 *         "country": "US"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ExplainRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            410: components["responses"]["Erased"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    explainExperiment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                /** @example homepage */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "context": {
                 *         "targetingKey": "user-1"
                 *       },
                 *       "now": "2026-03-01T09:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["ExplainRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            410: components["responses"]["Erased"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    export: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The syntax of the file. */
                format?: "yaml" | "json";
                /** @description What was so at a moment of the past: after the entry of a seq of the change log, or at a time (RFC 3339). Without it, what is so now. */
                at?: string;
                /** @description The time that counts, where it is not that of the moment. */
                now?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": components["schemas"]["File"];
                    "application/json": components["schemas"]["File"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Erased"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    import: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Only tell what would change. */
                dry_run?: boolean;
                /** @description Also delete documents that are not in the file. */
                prune?: boolean;
                /** @description Whether `prune` may delete more than a fifth of the documents. */
                allow_deletes?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "features": {
                 *         "dark_mode": {
                 *           "type": "boolean",
                 *           "enabled": true
                 *         }
                 *       },
                 *       "segments": {
                 *         "staff": {
                 *           "include": [
                 *             "ana"
                 *           ]
                 *         }
                 *       }
                 *     }
                 */
                "application/yaml": components["schemas"]["File"];
                /**
                 * @example {
                 *       "features": {
                 *         "dark_mode": {
                 *           "type": "boolean",
                 *           "enabled": true
                 *         }
                 *       },
                 *       "segments": {
                 *         "staff": {
                 *           "include": [
                 *             "ana"
                 *           ]
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["File"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    importFiles: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Only tell what would change. */
                dry_run?: boolean;
                /** @description Also delete documents that are not in the file. */
                prune?: boolean;
                /** @description Whether `prune` may delete more than a fifth of the documents. */
                allow_deletes?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "files": [
                 *         {
                 *           "name": "features.yaml",
                 *           "text": "features: {dark_mode: {type: boolean, enabled: true}}"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ImportFiles"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    plan: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Also delete documents that are not in the file. */
                prune?: boolean;
                /** @description Whether `prune` may delete more than a fifth of the documents. */
                allow_deletes?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "features": {
                 *         "dark_mode": {
                 *           "type": "percentage",
                 *           "enabled": true,
                 *           "percentage": 50
                 *         }
                 *       }
                 *     }
                 */
                "application/yaml": components["schemas"]["File"];
                /**
                 * @example {
                 *       "features": {
                 *         "dark_mode": {
                 *           "type": "percentage",
                 *           "enabled": true,
                 *           "percentage": 50
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["File"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    planFiles: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Also delete documents that are not in the file. */
                prune?: boolean;
                /** @description Whether `prune` may delete more than a fifth of the documents. */
                allow_deletes?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "files": [
                 *         {
                 *           "name": "features.yaml",
                 *           "text": "features: {dark_mode: {type: percentage, enabled: true, percentage: 50}}"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ImportFiles"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getSnapshot: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description What was so at a moment of the past: after the entry of a seq of the change log, or at a time (RFC 3339). Without it, what is so now. */
                at?: string;
                /** @description The time that counts, where it is not that of the moment. */
                now?: string;
            };
            header?: {
                /** @description Tags of answers that the caller has, as RFC 9110 has them. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            /** @description It is what the caller has. */
            304: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    /** @description Of an answer of the past: the seq of the last entry that counts in it. */
                    "X-Hoist-At-Seq"?: number;
                    /** @description Of an answer of the past: the time that counts in it. */
                    "X-Hoist-At-Time"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Erased"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getList: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListBody"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    stream: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description The id of the last event that the reader has, `LOG.SEQ`. One that is of no use is answered with everything. */
                "Last-Event-ID"?: string;
                /** @description Which instance of an SDK reads: the id in its reports of telemetry. */
                "x-hoist-instance"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "shop backend",
                 *       "kind": "server",
                 *       "environments": [
                 *         "default"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    kill: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "errors in checkout"
                 *     }
                 */
                "application/json": components["schemas"]["ReasonRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KilledFlag"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    killMany: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "tag": "checkout",
                 *       "reason": "errors in checkout"
                 *     }
                 */
                "application/json": components["schemas"]["KillAllRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KilledAll"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    revive: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "mended"
                 *     }
                 */
                "application/json": components["schemas"]["ReasonRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KilledFlag"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    freeze: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "scope": "experiments",
                 *       "reason": "holidays"
                 *     }
                 */
                "application/json": components["schemas"]["FreezeRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Freeze"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    unfreeze: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "holidays are over"
                 *     }
                 */
                "application/json": components["schemas"]["ReasonRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Freeze"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getStatus: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listFreezes: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezeWindows"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    cancelFreeze: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listSchedules: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description `true`: those that were made, cancelled or refused instead, the last one first. */
                done?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page2"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    createSchedule: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The key of what is deleted once more, which protected environments want: where it is given, it has to be that one. */
                confirm?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "at": "2026-12-01T08:00:00Z",
                 *       "collection": "features",
                 *       "key": "checkout",
                 *       "change": {
                 *         "patch": {
                 *           "enabled": true
                 *         }
                 *       },
                 *       "reason": "launch"
                 *     }
                 */
                "application/json": components["schemas"]["ScheduleRequest"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getSchedule: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    cancelSchedule: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    rollback: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "the last change broke it"
                 *     }
                 */
                "application/json": components["schemas"]["RollbackRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolledBack"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Erased"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    rollbackFeature: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "seq": 17,
                 *       "reason": "as it was before the sale"
                 *     }
                 */
                "application/json": components["schemas"]["RollbackRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolledBack"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Erased"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    rollbackSegment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                /** @example staff */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "the wrong people were added"
                 *     }
                 */
                "application/json": components["schemas"]["RollbackRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolledBack"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Erased"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    rollbackMetric: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                /** @example revenue */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["RollbackRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolledBack"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Erased"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    rollbackExperiment: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                /** @example homepage */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "seq": 17
                 *     }
                 */
                "application/json": components["schemas"]["RollbackRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolledBack"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Erased"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    evaluateFlag: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "context": {
                 *         "targetingKey": "user-1",
                 *         "plan": "premium"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["OfrepRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResolvedFlag"];
                };
            };
            /** @description The request cannot be evaluated. */
            400: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlagProblem"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such flag. */
            404: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlagProblem"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            408: components["responses"]["Timeout"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    evaluateFlags: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: {
                /** @description Tags of answers that the caller has, as RFC 9110 has them. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "context": {
                 *         "targetingKey": "user-1",
                 *         "plan": "premium"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["OfrepRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkAnswer"];
                };
            };
            /** @description It is what the caller has. */
            304: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    /** @description The version of what is answered, for `If-Match` or `If-None-Match`. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be evaluated. */
            400: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkProblem"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    streamEvaluationEvents: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description In place of a token: what the answer with all flags has in `eventStreams`. */
                ticket?: string;
            };
            header?: {
                /** @description The id of the last event; browsers send it when they come back. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    sendEvents: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "events": [
                 *         {
                 *           "id": "67e55044-10b1-426f-9247-bb680e5fe0c8",
                 *           "type": "exposure",
                 *           "key": "button_colour",
                 *           "variant": "green",
                 *           "user": "user-1",
                 *           "at": "2026-03-01T09:00:00Z"
                 *         },
                 *         {
                 *           "id": "67e55044-10b1-426f-9247-bb680e5fe0c9",
                 *           "type": "metric",
                 *           "event": "purchase",
                 *           "user": "user-1",
                 *           "value": 9.5,
                 *           "at": "2026-03-01T09:02:00Z"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EventsRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    sendTelemetry: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "instance": "67e55044-10b1-426f-9247-bb680e5fe0c8",
                 *       "batch": 1,
                 *       "sdk": "hoist-rust/0.1.0",
                 *       "log": "log_0123456789abcdef01234567",
                 *       "seq_applied": 42,
                 *       "kill_seq_applied": 42,
                 *       "counts": [
                 *         {
                 *           "flag": "dark_mode",
                 *           "result": "enabled",
                 *           "reason": "STATIC",
                 *           "n": 12
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["TelemetryReport"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TelemetryAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listInstances: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Who has applied the entry of this seq, in place of everything. Kills are obeyed ahead of other changes. */
                seq?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instances"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getFeatureAnalytics: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description From when on; without it, 24 parts before `to`. The part that it is in is whole. */
                from?: string;
                /** @description Until when, excluded; without it, now. The part that it is in is whole. */
                to?: string;
                /** @description How long the parts are. */
                step?: "minute" | "hour" | "day";
            };
            header?: never;
            path: {
                /** @example checkout */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Analytics"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getExperimentAnalytics: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description From when on; without it, 24 parts before `to`. The part that it is in is whole. */
                from?: string;
                /** @description Until when, excluded; without it, now. The part that it is in is whole. */
                to?: string;
                /** @description How long the parts are. */
                step?: "minute" | "hour" | "day";
            };
            header?: never;
            path: {
                /** @example homepage */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Analytics"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getAnalytics: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description From when on; without it, 24 parts before `to`. The part that it is in is whole. */
                from?: string;
                /** @description Until when, excluded; without it, now. The part that it is in is whole. */
                to?: string;
                /** @description How long the parts are. */
                step?: "minute" | "hour" | "day";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnalyticsOverview"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listEnvironments: {
        parameters: {
            query?: {
                /** @description Those that are served no more, the newest first, instead of those that are. */
                archived?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page3"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    createEnvironment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "production",
                 *       "description": "What customers see",
                 *       "protected": true
                 *     }
                 */
                "application/json": components["schemas"]["NewEnvironment"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Environment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getEnvironment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example staging */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Environment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    archiveEnvironment: {
        parameters: {
            query?: {
                /** @description The key of what is deleted once more, which protected environments want: where it is given, it has to be that one. */
                confirm?: string;
            };
            header?: never;
            path: {
                /** @example staging */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    patchEnvironment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example staging */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "protected": true,
                 *       "reason": "customers use it"
                 *     }
                 */
                "application/json": components["schemas"]["EnvironmentPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Environment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    compareEnvironments: {
        parameters: {
            query?: {
                /** @description The other environment. The token has to hold for both. */
                with?: string;
                /** @description How many to give at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @example staging */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    promote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example staging */
                key: components["schemas"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "default",
                 *       "documents": [
                 *         "features/checkout"
                 *       ],
                 *       "with_references": true,
                 *       "reason": "tried in staging"
                 *     }
                 */
                "application/json": components["schemas"]["PromoteRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getBackup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-tar": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionState"];
                };
            };
            "5XX": components["responses"]["ServerFault"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "hoist_admin_…"
                 *     }
                 */
                "application/json": components["schemas"]["SignInRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell. */
            204: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    createLoginLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginLink"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Invalid"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    streamHeads: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The id of the request: the caller's own, or a new one. */
                    "X-Request-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
}
