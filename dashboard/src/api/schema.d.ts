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
    "/api/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List them, in the order in which they were made */
        get: operations["listReleases"];
        put?: never;
        /** Make a new one; its `key` is in the body */
        post: operations["createRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one */
        get: operations["getRelease"];
        /** Replace its definition, or make it */
        put: operations["putRelease"];
        post?: never;
        /** Delete it; what others refer to stays */
        delete: operations["deleteRelease"];
        options?: never;
        head?: never;
        /** Change some fields (JSON merge patch, RFC 7396) */
        patch: operations["patchRelease"];
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
    "/api/releases/{key}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to it, the newest first, with definitions and differences */
        get: operations["getReleaseHistory"];
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
    "/api/experiments/{key}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to assign by a plan that is frozen from now on */
        post: operations["startExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/conclude": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End it, and say what everybody gets from now on */
        post: operations["concludeExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a concluded one out of the way */
        post: operations["archiveExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/unarchive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put an archived one back among those that are concluded */
        post: operations["unarchiveExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/monitor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look whether it is due to be tested or concluded, as the monitor does each hour */
        post: operations["monitorExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a user has for as long as the phase lasts; the exposure is recorded */
        post: operations["assign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/release-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List runs of releases, the newest first */
        get: operations["listReleaseRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases/{key}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a run of a release stands: steps, checks, what it waits for, what was decided */
        get: operations["getReleaseStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases/{key}/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what the checks of a run found, the newest first */
        get: operations["listReleaseChecks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases/{key}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to move the share of its flag; one that runs stays as it is */
        post: operations["startRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases/{key}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the documents of a file be so and start its release, both or neither */
        post: operations["runRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases/{key}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a step begin that has a gate */
        post: operations["approveRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases/{key}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stay at this share until somebody resumes; checks go on */
        post: operations["pauseRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases/{key}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on; what failed before is forgiven */
        post: operations["resumeRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases/{key}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go to the next step as soon as the checks hold, whatever its time and gate say */
        post: operations["promoteRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases/{key}/abort": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take it back: share 0, and the flag killed */
        post: operations["abortRelease"];
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
    "/api/power": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How many users an experiment would take, and why it could not be started */
        post: operations["power"];
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
    "/api/releases/{key}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to an earlier definition */
        post: operations["rollbackRelease"];
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
    "/api/features/{key}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was found: verdict, health, sample and effects, as they were computed last */
        get: operations["getFeatureResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{key}/results/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was known at earlier times, as it was computed then */
        get: operations["getFeatureResultsSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{key}/results/breakdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was found by the values of an attribute; exploratory, never a decision */
        get: operations["getFeatureResultsBreakdown"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{key}/results/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What results are made of as lines of JSON: the plan, each user, the logged tests */
        get: operations["getFeatureResultsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was found: verdict, health, sample and effects, as they were computed last */
        get: operations["getExperimentResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/results/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was known at earlier times, as it was computed then */
        get: operations["getExperimentResultsSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/results/breakdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was found by the values of an attribute; exploratory, never a decision */
        get: operations["getExperimentResultsBreakdown"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/experiments/{key}/results/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What results are made of as lines of JSON: the plan, each user, the logged tests */
        get: operations["getExperimentResultsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List channels of notifications, without secrets */
        get: operations["listChannels"];
        put?: never;
        /** Make a channel; what its messages are signed with is shown once */
        post: operations["createChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a channel, without its secrets */
        get: operations["getChannel"];
        put?: never;
        post?: never;
        /** Delete a channel, and with it what it was still to be told */
        delete: operations["deleteChannel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/{key}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give it another secret; for a day messages are signed with both */
        post: operations["rotateChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/{key}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a message at once, and tell what came of it */
        post: operations["testChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/{key}/dead": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List messages that were given up, the oldest first */
        get: operations["listDeadMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/{key}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deliver messages after all that were given up */
        post: operations["replayMessages"];
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
    "/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a rollout of Flagger has come to: the share of the flag follows */
        post: operations["takeFlaggerCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gate/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a rollout may go on: 200, or 403 */
        post: operations["checkGate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a rollout is to be taken back: 200, or 403 */
        post: operations["checkRollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{key}/rollout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rollout of Flagger that a flag follows */
        get: operations["getRollout"];
        put?: never;
        post?: never;
        /** Let go of a flag: its share is again what its definition says, unless that lets more in */
        delete: operations["forgetRollout"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gate/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let rollouts pass a gate */
        post: operations["approveGate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gate/halt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let no rollout pass a gate */
        post: operations["haltGate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gate/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same as approve, as Flagger's own tester calls it */
        post: operations["openGate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gate/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same as halt */
        post: operations["closeGate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have Flagger take the present run back */
        post: operations["askForRollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let Flagger go on after all */
        post: operations["dropRollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An instant query, as Prometheus answers it: conversions by variant */
        get: operations["queryInstant"];
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
    "/api/evaluations/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Some evaluations as they happen, and why they went so, as server-sent events */
        get: operations["streamEvaluations"];
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
        Code: "bad_request" | "invalid" | "unauthorized" | "forbidden" | "gate_closed" | "not_found" | "method_not_allowed" | "conflict" | "referenced" | "frozen" | "managed" | "not_now" | "summing_up" | "layer_full" | "erased" | "too_large" | "unsupported_media_type" | "too_many_requests" | "timeout" | "store_unavailable" | "internal";
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
            /** @description Of a percentage flag: the share that is in force in place of its definition's. */
            in_force?: components["schemas"]["ShareInForce"] | null;
            /** @description Of an experiment: `draft`, `running`, `concluded` or `archived`. */
            status?: string | null;
            /** @description Of an experiment: what the log says of its life. */
            life?: components["schemas"]["Life"] | null;
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
        /**
         * @description A share of a flag that is in force in place of its definition's: a release or a rollout of Flagger
         *     moves it, or has left it so.
         */
        ShareInForce: {
            /**
             * Format: double
             * @description The share, in percent.
             */
            percentage: number;
            /** @description Why, as a sentence: `the release checkout_v2 moves it`. */
            reason: string;
        };
        /** @description What the log says of an experiment's life. */
        Life: {
            /**
             * Format: uint32
             * @description Number of the phase, from 1; before the start, of the one that comes.
             */
            phase: number;
            /**
             * Format: date-time
             * @description When that phase began; null before the start.
             * @default null
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description Since when it is so.
             */
            since: string;
            /** @description Who made it so. */
            by: string;
            /** @description Why, in their words. */
            reason?: string | null;
            /**
             * Format: uint64
             * @description Seq of the entry that says so.
             */
            seq: number;
            /** @description Its part of its layer, in 1/100 %: the first rank that is in, and the first one behind. */
            layer_range?: number[] | null;
            /** @description Why it is over, and what everybody gets from now on. */
            conclusion?: components["schemas"]["Conclusion"] | null;
        };
        /** @description How an experiment ended. */
        Conclusion: {
            /** @description What ended it. */
            because: components["schemas"]["ConcludeReason"];
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description The variant that everybody gets from now on. */
            everybody_gets: string;
            /** @description A sentence that says both. */
            detail: string;
            /** @description Why, in the words of who concluded it. */
            reason?: string | null;
            /**
             * @description The verdict that it was concluded with: `ship`, `roll_back`, `no_difference` and so on. None
             *     where nobody has analysed it.
             */
            verdict?: string | null;
            /** @description The numbers behind the verdict. */
            evidence?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description Why an experiment is over. */
        ConcludeReason: "manual" | "planned_sample" | "early_stop" | "end_date";
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
            /** @description As if its definition were this one, whole. Nothing of it is stored. */
            draft?: {
                [key: string]: unknown;
            } | null;
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
             * @description What begins with it, such as a phase of an experiment that runs, and what is guessed.
             * @default []
             */
            warnings: components["schemas"]["PlanFinding"][];
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
        /** @description An experiment that runs. */
        Started: {
            /** @description The experiment. */
            key: string;
            /** @description `running`. */
            status: string;
            /**
             * Format: uint32
             * @description Number of the phase, from 1.
             */
            phase: number;
            /**
             * Format: date-time
             * @description Since when the phase is.
             */
            started_at: string;
            /** @description Whether it ran before. */
            was_running: boolean;
            /**
             * Format: uint64
             * @description Seq of the entry that says so.
             */
            seq: number;
            /** @description Its part of its layer, in 1/100 %: the first rank that is in, and the first one behind. */
            layer_range?: number[] | null;
            /** @description What is frozen for the phase. */
            plan: {
                [key: string]: unknown;
            };
            /** @description What the sample is enough for. */
            power?: components["schemas"]["PowerRow"][];
            /** @description What is doubtful about the plan. */
            warnings?: components["schemas"]["Warning"][];
        };
        /** @description What a sample is enough for, by what the goal is without the change. */
        PowerRow: {
            /**
             * Format: double
             * @description The share of users who convert without the change, or of a mean its standard deviation
             *     divided by it.
             */
            baseline: number;
            /**
             * Format: double
             * @description The relative effect that the plan wants to find.
             */
            effect: number;
            /**
             * Format: double
             * @description The chance to find it with the planned sample; null without one.
             */
            power?: number | null;
            /**
             * Format: uint64
             * @description Users, all variants together, that find it with a chance of 80 %.
             */
            needed: number;
            /**
             * Format: double
             * @description The alpha of the test that this is of. By the hybrid method it is four fifths of the plan's:
             *     the rest is for reading it before.
             * @default 0
             */
            alpha: number;
        };
        /** @description A start. The body may be left out. */
        StartRequest: {
            /**
             * Format: double
             * @description What the goal is without the change, to tell the power: the share of users who convert, or
             *     of a mean its standard deviation divided by it. Without one, several are told.
             */
            baseline?: number | null;
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description An experiment that is over, or back among those that are. */
        Concluded: {
            /** @description The experiment. */
            key: string;
            /** @description `concluded` or `archived`. */
            status: string;
            /**
             * Format: uint32
             * @description Number of its last phase.
             */
            phase: number;
            /**
             * Format: uint64
             * @description Seq of the entry that says so.
             */
            seq: number;
            /** @description Why it is over, and what everybody gets from now on. */
            conclusion: components["schemas"]["Conclusion"];
        };
        /** @description A conclusion by hand. The body may be left out. */
        ConcludeRequest: {
            /** @description The variant that everybody gets from now on, or `control`. Without one, `on_conclude` says. */
            ship?: string | null;
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description Why something is done. The body may be left out. */
        ReasonRequest: {
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description What the monitor has found. */
        Monitored: {
            /** @description The experiment. */
            key: string;
            /** @description Its status after the look. */
            status: string;
            /** @description What was done and why, in a sentence. */
            detail: string;
            /**
             * @description Whether nothing could be judged yet, since its users are still being summed up: ask again
             *     soon.
             */
            is_incomplete?: boolean;
            /** @description Why it is over, where it is. */
            conclusion?: components["schemas"]["Conclusion"] | null;
        };
        /** @description What a user has for as long as the phase lasts. */
        Assigned: {
            /** @description The variant's name. */
            variant: string;
            /** @description The variant's value. */
            config: unknown;
            /** @description Whether they take part: only then is it stored, and are they counted. */
            in_experiment: boolean;
            /**
             * Format: uint32
             * @description Number of the phase, from 1.
             */
            phase: number;
        };
        /** @description Who is to be assigned. */
        AssignRequest: {
            /** @description The value that buckets: mostly the user's targeting key. */
            user: string;
            /** @description What is known of them. */
            attributes?: {
                [key: string]: unknown;
            };
        };
        /** @description One page of a list. */
        Page: {
            /** @description What is on it. */
            items: components["schemas"]["ReleaseRun"][];
            /** @description The cursor of the next page; null where there is none. */
            next?: string | null;
            /**
             * @description On the first page of a moment of the past: keys of documents that cannot be shown any more,
             *     since they or what they depend on was erased.
             */
            erased?: string[];
        };
        /** @description A run of a release, as lists have it. */
        ReleaseRun: {
            /** @description The release's key. */
            key: string;
            /**
             * Format: uint64
             * @description Which run of the release it is, from 1.
             */
            run: number;
            /** @description The flag whose share it moves. */
            flag: string;
            /** @description Where in its life it is. */
            status: components["schemas"]["ReleaseState"];
            /**
             * Format: double
             * @description The share that is in force, in percent.
             */
            share: number;
            /** @description The name of the step that it is at or goes to. */
            step_name: string;
            /** @description Whether checks are only written down. */
            dry_run: boolean;
            /**
             * Format: date-time
             * @description When it was started.
             */
            started_at: string;
            /** @description Who started it. */
            started_by: string;
            /**
             * Format: date-time
             * @description When it was over.
             */
            ended_at?: string | null;
            /** @description What was decided last. */
            decision: components["schemas"]["ReleaseDecision"];
        };
        /** @description Where in its life a run of a release is. */
        ReleaseState: "running" | "paused" | "finishing" | "rolling_back" | "succeeded" | "rolled_back" | "unreadable";
        /** @description A decision with its evidence. */
        ReleaseDecision: {
            /** @description What was decided. */
            kind: components["schemas"]["DecisionKind"];
            /**
             * Format: double
             * @description The share that it goes to, in percent, where it goes to one.
             */
            share?: number | null;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Why, in a sentence. */
            reason: string;
            /** @description Who asked for it; null where nobody did. */
            by?: string | null;
            /** @description The last finding of each check, or of the one that decided. */
            evidence: components["schemas"]["CheckRun"][];
        };
        /** @description What can be decided. */
        DecisionKind: "started" | "stepped" | "paused" | "resumed" | "approved" | "promoted" | "misrouted" | "rerouted" | "unattended" | "traffic_left" | "succeeded" | "rolled_back";
        /** @description One run of a check: what was compared with what, and what came of it. */
        CheckRun: {
            /** @description The check's name. */
            check: string;
            /** @description The step's name. */
            step: string;
            /**
             * Format: uint64
             * @description Which run of the check, from 0 in each step.
             */
            run: number;
            /**
             * Format: date-time
             * @description When it was judged.
             */
            at: string;
            /**
             * Format: double
             * @description The value of those who are in.
             */
            value?: number | null;
            /**
             * Format: double
             * @description The value of those who are not.
             */
            baseline?: number | null;
            /** @description The step that the baseline is from, where it is not of the same moment. */
            baseline_of?: string | null;
            /** @description The bound that decided, or the closest one. */
            threshold?: components["schemas"]["Threshold"] | null;
            /**
             * Format: uint64
             * @description How many requests or users the value is about.
             */
            samples?: number | null;
            /**
             * Format: uint64
             * @description How many the baseline is about.
             */
            baseline_samples?: number | null;
            /**
             * Format: double
             * @description How likely evidence as strong as this is, at any time, without a difference.
             */
            p_value?: number | null;
            /** @description What came of it. */
            verdict: components["schemas"]["CheckVerdict"];
            /** @description Why, in a sentence. */
            reason: string;
        };
        /** @description A bound of a value. */
        Threshold: {
            /** Format: double */
            at_most: number;
        } | {
            /** Format: double */
            at_least: number;
        };
        /** @description What came of a run of a check. */
        CheckVerdict: "pass" | "fail" | "inconclusive" | "no_data";
        /** @description A run of a release: all that is known of it. */
        ReleaseStatus: {
            /** @description The release's key. */
            key: string;
            /**
             * Format: uint64
             * @description Which run of the release it is, from 1.
             */
            run: number;
            /** @description The flag whose share it moves. */
            flag: string;
            /** @description Where in its life it is. */
            status: components["schemas"]["ReleaseState"];
            /**
             * Format: double
             * @description The share that is in force, in percent.
             */
            share: number;
            /** @description The name of the step that it is at or goes to. */
            step_name: string;
            /** @description Whether checks are only written down. */
            dry_run: boolean;
            /**
             * Format: date-time
             * @description When it was started.
             */
            started_at: string;
            /** @description Who started it. */
            started_by: string;
            /**
             * Format: date-time
             * @description When it was over.
             */
            ended_at?: string | null;
            /** @description What was decided last. */
            decision: components["schemas"]["ReleaseDecision"];
            /** @description What it does at this step. */
            phase: components["schemas"]["ReleasePhase"];
            /** @description What keeps it where it is. */
            held?: components["schemas"]["ReleaseHold"] | null;
            /**
             * Format: uint32
             * @description The place of the step that it is at or goes to, from 0.
             */
            step: number;
            /** @description The steps. */
            steps: components["schemas"]["ReleaseStepStatus"][];
            /**
             * Format: uint64
             * @description Seconds that are left of the step; null where its time is over or does not count.
             */
            step_left_seconds?: number | null;
            /**
             * Format: uint64
             * @description Seconds until it is taken back unless it is done. They stand still while it is held.
             */
            deadline_left_seconds: number;
            /** @description How the checks stand. */
            checks: components["schemas"]["ReleaseCheckStatus"][];
            /** @description What is to be done and is not done yet. */
            pending: components["schemas"]["PendingEffect"][];
            /** @description What it waits for, in sentences; none where it goes on. */
            waits_for: string[];
            /** @description What was decided so far, the oldest first. */
            decisions: components["schemas"]["ReleaseDecision"][];
            /** @description Whether the document is another one than at the start. What it says now is for the next run. */
            edited: boolean;
        };
        /** @description What a release does at a step. */
        ReleasePhase: "preparing" | "moving" | "watching";
        /** @description What keeps a release where it is. */
        ReleaseHold: {
            /** @description Whether that is a freeze or a kill. */
            because: components["schemas"]["HoldReason"];
            /** @description A sentence that says who and why. */
            reason: string;
        };
        /** @description What can keep a release where it is. */
        HoldReason: "frozen" | "killed";
        /** @description A step of a run. */
        ReleaseStepStatus: {
            /** @description Its name. */
            name: string;
            /**
             * Format: double
             * @description Its share, in percent.
             */
            percentage: number;
            /**
             * Format: uint64
             * @description How long it holds at least.
             */
            duration_seconds: number;
            /** @description Whether somebody has to let it begin, and did; null where nobody has to. */
            gate?: components["schemas"]["GateState"] | null;
        };
        /** @description How a gate stands. */
        GateState: "closed" | "open";
        /** @description How a check stands. */
        ReleaseCheckStatus: {
            /** @description Its name. */
            name: string;
            /** @description Where its numbers come from: `metric` or `prometheus`. */
            source: string;
            /** @description The key of the metric, or the query. */
            about: string;
            /** @description Whether it is judged by a sequential test on counts. */
            sequential: boolean;
            /**
             * Format: uint64
             * @description How often it is made.
             */
            interval_seconds: number;
            /**
             * Format: uint64
             * @description Until it is made again; null where nothing is looked at.
             */
            due_seconds?: number | null;
            /**
             * Format: uint32
             * @description Runs that failed at this step.
             */
            failures: number;
            /**
             * Format: uint32
             * @description So many of them are allowed.
             */
            failures_allowed: number;
            /**
             * Format: uint32
             * @description Runs that failed in a row.
             */
            failures_in_a_row: number;
            /**
             * Format: uint32
             * @description So many in a row make it fail.
             */
            consecutive: number;
            /** @description What its last run at this step found. */
            last?: components["schemas"]["CheckRun"] | null;
        };
        /** @description Something that is to be done and is not done yet. */
        PendingEffect: {
            /**
             * Format: uint64
             * @description Its number within the run.
             */
            number: number;
            /** @description What, in words. */
            effect: string;
            /**
             * Format: uint32
             * @description How often it could not be done.
             */
            failures: number;
            /** @description Why not, the last time. */
            problem?: string | null;
        };
        /** @description One page of a list. */
        Page2: {
            /** @description What is on it. */
            items: components["schemas"]["CheckRun"][];
            /** @description The cursor of the next page; null where there is none. */
            next?: string | null;
            /**
             * @description On the first page of a moment of the past: keys of documents that cannot be shown any more,
             *     since they or what they depend on was erased.
             */
            erased?: string[];
        };
        /** @description A start. The body may be left out. */
        ReleaseStartRequest: {
            /** @description Revive the flag if it is killed, as it is after a release that was taken back. */
            revive?: boolean | null;
            /** @description Only write down what checks find: nothing is taken back because of them. */
            dry_run?: boolean | null;
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description The run of a file's release. */
        ReleaseOfFile: {
            /**
             * @description What was written when the run began; null where there was one already, by which everybody is
             *     in or will be: then nothing was.
             */
            written?: components["schemas"]["ImportReport"] | null;
            /** @description How the run stands. */
            release: components["schemas"]["ReleaseStatus"];
        };
        /** @description A file whose release is to run. */
        ReleaseRunRequest: {
            /** @description The file, with the release in it and perhaps what it refers to. */
            file: components["schemas"]["ImportFile"];
            /** @description Revive the flag if it is killed, as it is after a release that was taken back. */
            revive?: boolean | null;
            /** @description Only write down what checks find: nothing is taken back because of them. */
            dry_run?: boolean | null;
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description A gate that is to be opened. The body may be left out. */
        ApproveRequest: {
            /** @description The name of the step that may begin; absent, that of the first gate that is closed. */
            step?: string | null;
            /** @description Why, for the history. */
            reason?: string | null;
        };
        /** @description A release that is to be taken back. The body may be left out. */
        AbortRequest: {
            /**
             * @description It is being taken back, and nobody can have traffic sent any more: its router is gone for
             *     good, or its socket is no longer allowed. It ends, and traffic is left as it is.
             */
            leave_traffic?: boolean | null;
            /** @description Why, for the history. */
            reason?: string | null;
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
        /** @description What a plan is enough for. */
        PowerAnswer: {
            /** @description What a baseline is; null where no metric is a goal. */
            baseline?: components["schemas"]["BaselineKind"] | null;
            /** @description For the baseline, or for several; nothing where no metric is a goal. */
            power: components["schemas"]["PowerRow"][];
            /** @description Why it could not be started as it is; null where it could. */
            obstacle?: string | null;
            /** @description What is guessed of its metrics. */
            warnings: components["schemas"]["Warning"][];
        };
        /** @description What says how a goal is without the change. */
        BaselineKind: "share" | "spread";
        /** @description A plan that nobody has written down yet. */
        PowerRequest: {
            /** @description The experiment that it is to be. */
            key: string;
            /** @description Its definition. */
            definition: {
                [key: string]: unknown;
            };
            /**
             * Format: double
             * @description What the goal is without the change, as where it is started. Without one, several are told.
             */
            baseline?: number | null;
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
            /** @description Where in their lives experiments are, as far as the log tells. */
            experiments?: {
                [key: string]: components["schemas"]["LifeState"];
            };
            /** @description Shares of flags, in 1/100 %, that are in force in place of their definitions'. */
            shares?: {
                [key: string]: number;
            };
            /** @description Versions of the flags that are measured: who is shown another one is exposed anew. */
            versions?: {
                [key: string]: number;
            };
        };
        /** @description Where in its life an experiment is, for those who evaluate. */
        LifeState: {
            /**
             * @description `scheduled` where its dates alone say when it runs; else `draft`, `running`, `concluded` or
             *     `archived`.
             */
            status: string;
            /**
             * Format: uint32
             * @description Number of the phase, from 1; before the start, of the one that comes.
             */
            phase: number;
            /** @description The variant that everybody gets from now on; without one, the control. */
            shipped?: string | null;
            /** @description Its part of its layer, in 1/100 %: the first rank that is in, and the first one behind. */
            layer_range?: number[] | null;
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
            /** @description Where in their lives experiments are that were not there. */
            experiments?: {
                [key: string]: components["schemas"]["LifeState"];
            };
            /** @description Shares of flags, in 1/100 %, that are in force in place of their definitions'. */
            shares?: {
                [key: string]: number | null;
            };
            /** @description Versions of the flags that are measured and were not as they are. */
            versions?: {
                [key: string]: number;
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
        Page3: {
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
            /** @description Of a webhook token: the flags that it is for. */
            flags?: string[];
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
            /** @description Of a webhook token: the flags that it is for. */
            flags?: string[];
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
            /** @description Of a webhook token: the flags that it is for. Such a token names at least one. */
            flags?: string[];
        };
        /** @description A kill or revival. */
        KilledFlag: {
            /** @description The flag or experiment. */
            key: string;
            /** @description The kill that holds; null where it was revived. */
            killed?: components["schemas"]["Killed"] | null;
            /** @description The share that is in force in place of the definition's, where it was revived. */
            in_force?: components["schemas"]["ShareInForce"] | null;
            /**
             * Format: uint64
             * @description Seq of the entry that says so.
             */
            seq: number;
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
            /**
             * @description How far events are summed up for experiments; absent where that cannot be told right now.
             * @default null
             */
            events: components["schemas"]["EventsSummary"] | null;
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
        DocumentCollection: "features" | "segments" | "metrics" | "experiments" | "releases";
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
        /** @description How far events are summed up. */
        EventsSummary: {
            /**
             * Format: uint64
             * @description Users with events that are not summed up yet.
             */
            waiting_users: number;
            /**
             * Format: double
             * @description For how long events may have been waiting, in seconds.
             */
            lag_seconds: number;
            /**
             * Format: date-time
             * @description All events that were stored before this are summed up; absent until that is known.
             */
            as_of?: string | null;
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
        Page4: {
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
            /** @description The events, in any order; at most 10,000. */
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
        /** @description What an experiment, or a flag with metrics, has found in one phase, as of some time. */
        Results: {
            /** @description The experiment or flag. */
            key: string;
            /**
             * Format: uint32
             * @description Which phase: whatever changes what is compared begins another one.
             */
            phase: number;
            /**
             * Format: date-time
             * @description When the phase began.
             */
            started_at: string;
            /**
             * Format: date-time
             * @description When it ended; null while it goes on.
             */
            ended_at?: string | null;
            /** @description Of an experiment: where in its life it is now, such as `running` or `concluded`. */
            status?: string | null;
            /**
             * @description Of an experiment that is over: why, since when, what everybody gets, and the verdict that it
             *     was concluded with. `verdict` is what the numbers of now come to.
             */
            conclusion?: components["schemas"]["Conclusion"] | null;
            /** @description What to make of it. */
            verdict: components["schemas"]["Verdict"];
            /** @description Why, with the numbers behind it, as a sentence. */
            reason: string;
            /** @description The variant that is better; null where none is known to be. */
            winner?: string | null;
            /** @description What to do, as a sentence; of what is over, what everybody gets. */
            recommendation: string;
            /**
             * Format: date-time
             * @description When this was computed, from all that was known then.
             */
            as_of: string;
            /** @description Whether the numbers can be believed. Look here first. */
            health: components["schemas"]["Health"];
            /** @description How far it is. */
            sample: components["schemas"]["SampleProgress"];
            /** @description How the numbers are made. */
            method: components["schemas"]["ResultsMethod"];
            /** @description The variant that the others are compared with. */
            control: string;
            /** @description What was measured, in the order of the document. */
            metrics: components["schemas"]["MetricResults"][];
            /** @description How p-values were corrected for each other, once for each role with several tests. */
            corrections?: components["schemas"]["Correction"][];
        };
        /** @description What to make of the results. */
        Verdict: "ship" | "roll_back" | "keep_running" | "no_difference" | "withheld";
        /** @description What was checked before anything was compared. */
        Health: {
            /**
             * @description Whether users are still to be summed up.
             * @default {
             *       "users": 0,
             *       "ok": true
             *     }
             */
            unsummed: components["schemas"]["Unsummed"];
            /** @description Whether users were split as planned. */
            srm: components["schemas"]["SplitCheck"];
            /** @description Users who saw several variants. */
            multiple_exposure: components["schemas"]["MultipleExposure"];
            /** @description Whether there are too few users to say anything. */
            too_early: components["schemas"]["TooEarly"];
            /** @description What users did before their exposure, which no variant can have changed. */
            covariates?: components["schemas"]["CovariateBalance"][];
            /**
             * Format: uint64
             * @description Users who have more events than are read of one: what they did afterwards is in no number.
             * @default 0
             */
            cut_users: number;
            /**
             * Format: uint64
             * @description Users who were shown only variants that have no weight in the phase, by an older definition
             *     or a clock that is off: they are in no number.
             * @default 0
             */
            unplanned_users: number;
            /** @description Everything that is wrong, in sentences; empty where nothing is. */
            issues: string[];
        };
        /** @description Users of the experiment with events that are stored and not summed up yet. */
        Unsummed: {
            /**
             * Format: uint64
             * @description How many. Where very many wait, all of the environment.
             */
            users: number;
            /**
             * @description Whether they are so few that the numbers tell what they would tell with them. Where not,
             *     nothing is decided, no effect is significant and the split is not judged.
             */
            ok: boolean;
        };
        /** @description Whether users were split as planned. Where that is not judged, it is `ok`. */
        SplitCheck: {
            /**
             * Format: double
             * @description How likely a split is this far off, or more, by chance, for one look; null where it is not
             *     judged.
             */
            p_value?: number | null;
            /**
             * Format: double
             * @description The same for any number of looks.
             */
            sequential_p_value?: number | null;
            /**
             * @description Where it is not `ok`, whether it is off for any number of looks; else only for one look,
             *     which is wrong more often where many are taken.
             * @default false
             */
            at_any_look: boolean;
            /** @description Whether the split is as planned, as far as is known. */
            ok: boolean;
            /** @description The variant that is furthest off; null where none is. */
            variant?: string | null;
            /**
             * Format: double
             * @description How many users it has for each that it should have.
             */
            ratio?: number | null;
            /** @description The day of UTC since which the split is off, such as `2026-03-01`. */
            since?: string | null;
            /** @description Why it is not judged. */
            refusal?: string | null;
            /** @description Who is where, and where they should be. */
            variants: components["schemas"]["SplitPart"][];
        };
        /** @description Users of one variant. */
        SplitPart: {
            /** @description Its name. */
            variant: string;
            /**
             * Format: uint64
             * @description How many there are.
             */
            users: number;
            /**
             * Format: double
             * @description How many there should be, of all that there are; null where the split is not fixed.
             */
            expected?: number | null;
        };
        /** @description Users who saw several variants. They are in no number. */
        MultipleExposure: {
            /**
             * Format: uint64
             * @description How many.
             */
            users: number;
            /**
             * Format: double
             * @description What part of all who were exposed.
             */
            share: number;
            /** @description Whether that is as few as may be. */
            ok: boolean;
        };
        /** @description Whether there are too few users to say anything. */
        TooEarly: {
            /** @description Whether there are enough. */
            ok: boolean;
            /** @description The variant with the fewest. */
            variant?: string | null;
            /**
             * Format: uint64
             * @description How many it has.
             */
            users: number;
            /**
             * Format: uint64
             * @description How many it needs.
             */
            needs: number;
        };
        /** @description How far apart the control and a variant were before anybody was exposed. */
        CovariateBalance: {
            /** @description The metric whose past it is. */
            metric: string;
            /** @description The variant. */
            variant: string;
            /**
             * Format: double
             * @description How likely that is, or more, by chance.
             */
            p_value: number;
            /** @description Whether that can be chance. Where not, numbers are not adjusted by it. */
            ok: boolean;
        };
        /** @description How far a phase is. */
        SampleProgress: {
            /**
             * Format: uint64
             * @description Planned users, all variants together; null without a plan.
             */
            planned?: number | null;
            /**
             * Format: uint64
             * @description Users who were exposed, to one variant each.
             */
            observed: number;
            /**
             * Format: uint64
             * @description Those of them for whom the windows of all goals and guardrails are closed, by whole days
             *     (UTC): who came on a day counts once the windows of all who came on it are closed.
             */
            closed: number;
            /**
             * Format: uint64
             * @description At most so many had windows that were still open when it ended: all who came on days that
             *     are not closed. What they did after the end does not count.
             * @default 0
             */
            cut_off: number;
            /**
             * Format: double
             * @description What part of the plan is reached by users whose windows are closed, at most 1; null without
             *     a plan.
             */
            progress?: number | null;
            /**
             * Format: date-time
             * @description When the plan is reached, at the pace so far; null where that is not known.
             */
            expected_end?: string | null;
            /**
             * Format: uint64
             * @description In how many seconds that is.
             */
            seconds_left?: number | null;
            /**
             * Format: date-time
             * @description When it ends at the latest; null where nothing says so.
             */
            end_date?: string | null;
            /**
             * Format: double
             * @description The relative effect on the first goal that so many users can show, with a power of 80 %;
             *     null where that is not known.
             */
            detectable_effect?: number | null;
            /**
             * Format: uint64
             * @description How many users it takes to show the smallest effect that the plan looks for.
             */
            users_for_min_effect?: number | null;
        };
        /** @description How the numbers are made. */
        ResultsMethod: {
            /** @description `hybrid`, `group_sequential`, `always_valid`, `fixed` or `bayesian`. */
            name: string;
            /** @description Whether the results may be read at any time, and acted on. */
            peek_proof: boolean;
            /** @description What that means for who reads them, as a sentence. */
            about: string;
            /**
             * Format: double
             * @description How often it may call a difference where there is none.
             */
            alpha: number;
            /**
             * Format: double
             * @description The smallest relative effect that the plan wants to find; null where it names none.
             */
            min_detectable_effect?: number | null;
        };
        /** @description One metric. */
        MetricResults: {
            /** @description Its name. */
            metric: string;
            /** @description `goal`, `secondary` or `guardrail`. */
            role: string;
            /** @description `conversion`, `mean`, `ratio` or `quantile`. */
            kind: string;
            /** @description Which way is good: `increase` or `decrease`. */
            direction: string;
            /** @description How long after the exposure events count, such as `7d`; `none` is until the end. */
            window: string;
            /**
             * Format: double
             * @description Of a guardrail: how much worse it may get, relative.
             */
            margin?: number | null;
            /**
             * Format: double
             * @description A user's total counts at most this much; then the metric is a mean of capped totals.
             */
            cap?: number | null;
            /**
             * @description The percentile that the cap is, such as `p99.9`: of the totals, other than zero, of the users
             *     of all variants. Until they were read `cap` is absent.
             */
            cap_percentile?: string | null;
            /**
             * Format: double
             * @description Of all users, the part whose total is above a cap that is a percentile.
             */
            capped_share?: number | null;
            /**
             * Format: uint64
             * @description Users whose window of it is closed, by whole days (UTC).
             * @default 0
             */
            closed: number;
            /**
             * Format: uint64
             * @description Of an experiment that is over: at most so many had their window cut off by the end.
             * @default 0
             */
            cut_off: number;
            /**
             * @description It was over before so many users as planned had their window, so no test of it was made, and
             *     none is to come: what is told is known without it.
             */
            untested?: boolean;
            /** @description Its variants, the control first. */
            variants: components["schemas"]["VariantResults"][];
        };
        /** @description A metric of one variant. */
        VariantResults: {
            /** @description Its name. */
            variant: string;
            /**
             * Format: uint64
             * @description Users who were exposed to it, and to no other.
             */
            users: number;
            /**
             * Format: uint64
             * @description Of a conversion: those who converted.
             */
            conversions?: number | null;
            /**
             * Format: double
             * @description The sum of all users' totals; of a ratio, that of what is divided. Null of a quantile.
             */
            sum?: number | null;
            /**
             * Format: double
             * @description Of a ratio: the sum that it is divided by.
             */
            denominator?: number | null;
            /**
             * Format: double
             * @description The metric's value; null where there is none.
             */
            mean?: number | null;
            /**
             * Format: double
             * @description How much one user varies around it.
             */
            std_dev?: number | null;
            /** @description How far it is from the control; null for the control, and where `refusal` says why. */
            effect?: components["schemas"]["MetricEffect"] | null;
            /** @description Why there is no effect, such as `insufficient_units`. */
            refusal?: string | null;
            /** @description The same as a sentence. */
            refusal_detail?: string | null;
            /** @description Of a guardrail: whether it holds. */
            guardrail?: components["schemas"]["GuardrailState"] | null;
        };
        /** @description How far a variant is from the control. */
        MetricEffect: {
            /**
             * Format: double
             * @description The best single guess: a change of 5 % is 0.05 where it is relative.
             */
            estimate: number;
            /**
             * Format: double
             * @description The lower end of the interval.
             */
            low: number;
            /**
             * Format: double
             * @description Its upper end.
             */
            high: number;
            /**
             * Format: double
             * @description Two-sided, after all corrections.
             */
            p_value: number;
            /**
             * @description Whether the p-value is small enough: where the interval leaves out zero or, of a guardrail,
             *     its margin.
             */
            significant: boolean;
            /**
             * Format: double
             * @description How often such an interval has the truth in it, after all corrections.
             */
            confidence: number;
            /** @description Whether all this is relative to the control's value. */
            relative: boolean;
            /** @description What it means, by the way that is good for the metric. */
            outcome: components["schemas"]["Outcome"];
            /**
             * Format: double
             * @description The p-value before it was corrected for other tests.
             */
            uncorrected_p_value: number;
            /**
             * Format: double
             * @description Of the estimate.
             */
            standard_error: number;
            /**
             * Format: uint64
             * @description Users of both variants together.
             */
            users: number;
            /** @description How the interval was computed, by its name, such as `hybrid`. */
            method: string;
            /** @description How estimate and standard error were computed, by its name, such as `delta`. */
            formula: string;
            /** @description Whether it was adjusted by what users did before their exposure. */
            adjusted: boolean;
            /**
             * Format: uint32
             * @description How many tests are part of it that were computed once and logged.
             */
            tests: number;
            /**
             * Format: uint64
             * @description Users of both variants whose windows were closed when the last of them was computed.
             */
            tested_users?: number | null;
            /** @description What is known by now where the effect is that of a test that was computed before. */
            later?: components["schemas"]["LaterEffect"] | null;
            /**
             * Format: double
             * @description Of the Bayesian method: how likely the variant is better.
             */
            chance_to_win?: number | null;
            /**
             * Format: double
             * @description Of the Bayesian method: what shipping it is expected to cost, on the scale of the estimate.
             */
            expected_loss?: number | null;
            /** @description The difference in the metric's own unit; null where there is none. */
            absolute?: components["schemas"]["AbsoluteEffect"] | null;
            /** @description Where the number comes from. */
            why: components["schemas"]["Why"];
        };
        /** @description What an effect means for its metric. */
        Outcome: "better" | "worse" | "undecided";
        /** @description What is known by now beside a test that was computed before. Nothing is decided by it. */
        LaterEffect: {
            /**
             * Format: uint64
             * @description Users of both variants together.
             */
            users: number;
            /**
             * Format: double
             * @description The best single guess.
             */
            estimate: number;
            /** @description Whether it is relative to the control's value; else it is a difference. */
            relative: boolean;
        };
        /** @description A difference in a metric's own unit: that of one look, as the numbers are now. */
        AbsoluteEffect: {
            /**
             * Format: double
             * @description Variant minus control.
             */
            estimate: number;
            /**
             * Format: double
             * @description Its standard error.
             */
            standard_error: number;
        };
        /** @description Where a number comes from: what anybody can put in to get it out again. */
        Why: {
            /** @description The formulas, in words. */
            formula: string;
            /**
             * @description Commands, each with the JSON object that it reads: the first makes estimate and standard
             *     error of moments, others what is read of them. Empty where the number is not made of
             *     moments.
             */
            steps: components["schemas"]["WhyStep"][];
            /**
             * @description Where the p-value was corrected for other tests: the role of that correction among
             *     `corrections`, in which this test is called `METRIC VARIANT`.
             */
            corrected_with?: string | null;
        };
        /** @description One command, and what it reads from standard input. */
        WhyStep: {
            /** @description Such as `hoist stats compare`. */
            command: string;
            /** @description The moments and levels that it takes. */
            input: {
                [key: string]: unknown;
            };
        };
        /** @description Whether a guardrail holds. */
        GuardrailState: "non_inferior" | "inferior" | "inconclusive";
        /** @description How the p-values of all tests of a role were corrected for each other. */
        Correction: {
            /** @description `goal` or `secondary`. */
            role: string;
            /** @description Such as `hoist stats compare`. */
            command: string;
            /** @description The moments and levels that it takes. */
            input: {
                [key: string]: unknown;
            };
        };
        /** @description The results of one phase at several times. None of them was ever computed anew. */
        ResultsSeries: {
            /** @description The experiment or flag. */
            key: string;
            /**
             * Format: uint32
             * @description Which phase.
             */
            phase: number;
            /** @description How far apart the points are. */
            step: components["schemas"]["SeriesStep"];
            /** @description The points, the oldest first. */
            points: components["schemas"]["SeriesPoint"][];
        };
        /** @description How far apart points are. */
        SeriesStep: "hour" | "day";
        /** @description What was known at one time. */
        SeriesPoint: {
            /**
             * Format: date-time
             * @description When.
             */
            as_of: string;
            /** @description What was made of it. */
            verdict: components["schemas"]["Verdict"];
            /**
             * Format: uint64
             * @description Users who had been exposed.
             */
            users: number;
            /** @description The effects that there were. */
            effects: components["schemas"]["SeriesEffect"][];
        };
        /** @description An effect at one time. */
        SeriesEffect: {
            /** @description The metric. */
            metric: string;
            /**
             * @description What it is, such as `conversion`.
             * @default
             */
            kind: string;
            /** @description The variant. */
            variant: string;
            /**
             * @description Whether estimate and interval are relative to the control's value; else they are a
             *     difference in the metric's own unit.
             */
            relative: boolean;
            /**
             * Format: double
             * @description The best single guess.
             */
            estimate: number;
            /**
             * Format: double
             * @description The lower end of the interval.
             */
            low: number;
            /**
             * Format: double
             * @description Its upper end.
             */
            high: number;
            /**
             * Format: double
             * @description Two-sided, after all corrections.
             */
            p_value: number;
            /** @description Whether it was significant. Never where users were not split as planned. */
            significant: boolean;
        };
        /** @description The results of one phase by the values of an attribute, as it was at each user's first exposure. */
        Breakdown: {
            /** @description The experiment or flag. */
            key: string;
            /**
             * Format: uint32
             * @description Which phase.
             */
            phase: number;
            /** @description The attribute. */
            attribute: string;
            /** @description Always true: whoever looks at twenty parts finds something. Nothing here is a verdict. */
            exploratory: boolean;
            /** @description What was done about that, as a sentence. */
            about: string;
            /**
             * Format: date-time
             * @description When this was computed.
             */
            as_of: string;
            /**
             * Format: uint64
             * @description Users who were exposed to one variant.
             */
            users: number;
            /**
             * Format: double
             * @description How often intervals like these have the truth in them, after the correction.
             */
            confidence: number;
            /** @description The values with most users, by their number; then, where there are more, all others. */
            parts: components["schemas"]["BreakdownPart"][];
            /**
             * @description Whether effects differ between the parts at all, for each metric and variant. Look here
             *     before comparing parts.
             */
            interactions: components["schemas"]["Interaction"][];
        };
        /** @description Users with one value. */
        BreakdownPart: {
            /**
             * @description The value, as JSON where it is no string; null where the attribute is missing, and for all
             *     other values.
             */
            value?: string | null;
            /** @description `value`, `missing` or `other`. */
            kind: string;
            /**
             * Format: uint64
             * @description How many.
             */
            users: number;
            /** @description What was measured. */
            metrics: components["schemas"]["BreakdownMetric"][];
        };
        /** @description A metric among users with one value. */
        BreakdownMetric: {
            /** @description Its name. */
            metric: string;
            /** @description Its variants, the control first. */
            variants: components["schemas"]["BreakdownVariant"][];
        };
        /** @description A variant among users with one value. */
        BreakdownVariant: {
            /** @description Its name. */
            variant: string;
            /**
             * Format: uint64
             * @description How many.
             */
            users: number;
            /**
             * Format: double
             * @description The metric's value; null where there are too few users or conversions to tell.
             */
            mean?: number | null;
            /**
             * Format: double
             * @description The relative change; null for the control, and where `refusal` says why.
             */
            estimate?: number | null;
            /**
             * Format: double
             * @description The interval of one look, at the level that fits the correction.
             */
            low?: number | null;
            /**
             * Format: double
             * @description Its upper end.
             */
            high?: number | null;
            /**
             * Format: double
             * @description Corrected for the number of effects that are told here (Benjamini and Hochberg).
             */
            p_value?: number | null;
            /** @description Whether that is small enough. */
            significant: boolean;
            /** @description Why there is no effect. */
            refusal?: string | null;
            /** @description The same as a sentence. */
            refusal_detail?: string | null;
        };
        /** @description Whether an effect differs between parts. */
        Interaction: {
            /** @description The metric. */
            metric: string;
            /** @description The variant. */
            variant: string;
            /**
             * Format: double
             * @description Cochran's Q; null where fewer than two parts have an effect.
             */
            q?: number | null;
            /**
             * Format: double
             * @description How likely parts are this different, or more, by chance: corrected for the number of such
             *     tests that are told here (Benjamini and Hochberg).
             */
            p_value?: number | null;
            /** @description Whether that is small enough. */
            significant: boolean;
        };
        /** @description The first line of an export. */
        ExportStart: {
            /**
             * Format: uint32
             * @description The form of the lines: 1.
             */
            results_export: number;
            /** @description The environment. */
            environment: string;
            /** @description What is measured and how, fixed when the phase began. */
            plan: {
                [key: string]: unknown;
            };
        };
        /** @description What one user did. */
        ExportRow: {
            /** @description SHA-256 of the user, in hexadecimal; null where nobody knows any more who it was. */
            user?: string | null;
            /**
             * Format: date-time
             * @description The first exposure in the phase.
             */
            exposed_at: string;
            /** @description What they were shown; null for several variants. */
            variant?: string | null;
            /** @description Whether they have more events than are read of one user, and so did more than is told here. */
            cut?: boolean;
            /** @description By metric, what they did. Who did nothing is not in it. */
            metrics?: {
                [key: string]: components["schemas"]["ExportTotals"];
            };
        };
        /** @description What one user did, by one metric: exact to a millionth. */
        ExportTotals: {
            /**
             * Format: double
             * @description After the exposure and within the window: 1 of a conversion, else the sum, up to a cap that is a
             *     number.
             */
            outcome?: number;
            /**
             * Format: double
             * @description Of a ratio: what the outcome is divided by.
             */
            denominator?: number;
            /**
             * Format: double
             * @description The outcome before the first exposure.
             */
            outcome_before?: number;
            /**
             * Format: double
             * @description The denominator before the first exposure.
             */
            denominator_before?: number;
            /** @description Of a quantile: the single values, rising. */
            values?: number[];
        };
        /** @description The last line of an export, after which nothing is missing. */
        ExportEnd: {
            /**
             * Format: uint64
             * @description How many users there are.
             */
            users: number;
            /**
             * Format: uint64
             * @description How many tests.
             */
            tests: number;
            /** @description What the server made of exactly these. */
            results: components["schemas"]["Results"];
            /** @description Of an experiment that is over: what it was concluded with, at that time. */
            conclusion?: components["schemas"]["Conclusion"] | null;
        };
        /** @description One page of a list. */
        Page5: {
            /** @description What is on it. */
            items: components["schemas"]["Channel"][];
            /** @description The cursor of the next page; null where there is none. */
            next?: string | null;
            /**
             * @description On the first page of a moment of the past: keys of documents that cannot be shown any more,
             *     since they or what they depend on was erased.
             */
            erased?: string[];
        };
        /** @description A channel, without its secrets. */
        Channel: {
            /** @description What it is called. */
            name: string;
            /** @description What it is told in. */
            type: components["schemas"]["ChannelKind"];
            /** @description Where messages are sent: scheme, host and port, and no more. */
            to: string;
            /** @description The environments that it is told of. */
            environments: string[];
            /**
             * @description Only entries of these kinds.
             * @default []
             */
            kinds: string[];
            /**
             * @description Only entries about keys of these collections.
             * @default []
             */
            collections: string[];
            /**
             * @description Only entries about these keys.
             * @default []
             */
            keys: string[];
            /**
             * @description Only entries about what has one of these tags.
             * @default []
             */
            tags: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Until when messages are also signed with the secret before the last rotation. */
            rotating_until?: string | null;
            /** @description What it is still to be told. */
            queue: components["schemas"]["ChannelQueue"];
        };
        /** @description What a channel is told in. */
        ChannelKind: "webhook" | "slack";
        /** @description What a channel is still to be told. */
        ChannelQueue: {
            /**
             * Format: uint64
             * @description Messages that are to be delivered.
             */
            pending: number;
            /** @description Since when the oldest of them waits. */
            oldest_at?: string | null;
            /** @description Why the first of them could not be delivered so far. */
            failure?: string | null;
            /**
             * Format: uint64
             * @description Messages that were given up.
             */
            dead: number;
        };
        /** @description A channel that was just made, or whose secret is new. The secret is shown this once. */
        IssuedChannel: {
            /** @description What its messages are signed with; null where they are not signed. */
            secret?: string | null;
            /** @description What it is called. */
            name: string;
            /** @description What it is told in. */
            type: components["schemas"]["ChannelKind"];
            /** @description Where messages are sent: scheme, host and port, and no more. */
            to: string;
            /** @description The environments that it is told of. */
            environments: string[];
            /**
             * @description Only entries of these kinds.
             * @default []
             */
            kinds: string[];
            /**
             * @description Only entries about keys of these collections.
             * @default []
             */
            collections: string[];
            /**
             * @description Only entries about these keys.
             * @default []
             */
            keys: string[];
            /**
             * @description Only entries about what has one of these tags.
             * @default []
             */
            tags: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Until when messages are also signed with the secret before the last rotation. */
            rotating_until?: string | null;
            /** @description What it is still to be told. */
            queue: components["schemas"]["ChannelQueue"];
        };
        /** @description A channel to be made. Of what is left out, everything is told. */
        NewChannel: {
            /** @description What it is called: lower-case letters, digits and dashes. */
            name: string;
            /** @description What it is told in. */
            type: components["schemas"]["ChannelKind"];
            /** @description Where messages are sent. It is kept as a secret is, and not shown again. */
            url: string;
            /**
             * @description The environments that it is told of, or `["*"]` for all; `instance` for the log of tokens,
             *     environments and channels.
             * @default [
             *       "*"
             *     ]
             */
            environments: string[];
            /** @description Only entries of these kinds, such as `killed`. */
            kinds?: string[];
            /** @description Only entries about keys of these collections, such as `features`. */
            collections?: string[];
            /** @description Only entries about these keys; `*` stands for any characters, `?` for one. */
            keys?: string[];
            /** @description Only entries about what has one of these tags, before or after. */
            tags?: string[];
            /** @description Why, for the instance's log. */
            reason?: string | null;
        };
        /** @description What came of a message that was sent at once to try a channel. */
        TestedChannel: {
            /** @description Whether it was accepted. */
            delivered: boolean;
            /**
             * Format: uint16
             * @description The status of the answer; null where there was none.
             */
            status?: number | null;
            /** @description What came of it, as a sentence. */
            detail: string;
            /**
             * Format: uint64
             * @description How long it took, in milliseconds.
             */
            took_ms: number;
        };
        /** @description One page of a list. */
        Page6: {
            /** @description What is on it. */
            items: components["schemas"]["DeadMessage"][];
            /** @description The cursor of the next page; null where there is none. */
            next?: string | null;
            /**
             * @description On the first page of a moment of the past: keys of documents that cannot be shown any more,
             *     since they or what they depend on was erased.
             */
            erased?: string[];
        };
        /** @description A message that was given up. */
        DeadMessage: {
            /**
             * Format: uint64
             * @description Its number in the outbox.
             */
            id: number;
            /** @description The id that it has on the way: its `webhook-id`. */
            webhook_id: string;
            /** @description The environment that it is about; `instance` for the instance. */
            environment: string;
            /** @description The entries that it tells of. */
            seqs: number[];
            /** @description What it says. */
            text: string;
            /**
             * Format: date-time
             * @description Since when it waited.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was given up.
             */
            given_up_at: string;
            /**
             * Format: uint32
             * @description How often it was tried.
             */
            attempts: number;
            /** @description Why the last attempt failed. */
            failure: string;
        };
        /** @description Messages that are to be delivered after all. */
        Replayed: {
            /**
             * Format: uint64
             * @description How many.
             */
            replayed: number;
        };
        /** @description Which messages are to be delivered after all. The body may be left out: then all. */
        ReplayRequest: {
            /**
             * Format: uint64
             * @description One message.
             */
            id?: number | null;
        };
        /** @description One page of a list. */
        Page7: {
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
        /** @description What was made of a call. */
        FlaggerAnswer: {
            /** @description The flag whose share follows. */
            flag: string;
            /**
             * Format: double
             * @description Its share now, in percent.
             */
            percentage: number;
            /** @description What the call meant, as a sentence. */
            heard: string;
            /** @description Why the share stays where it is although the rollout is elsewhere. */
            held?: string | null;
        };
        /** @description What Flagger posts to each of its webhooks. What a newer one says besides is passed over. */
        FlaggerCall: {
            /**
             * @description The Canary's name.
             * @default
             */
            name: string;
            /**
             * @description Its namespace.
             * @default
             */
            namespace: string;
            /**
             * @description Where it is: `Progressing`, `Succeeded`, `Failed` and so on.
             * @default
             */
            phase: string;
            /**
             * @description Which revision it rolls out; Flagger has sent it since 1.34.
             * @default
             */
            checksum: string;
            /**
             * @description What the Canary's manifest says of the webhook, and of an event its message.
             * @default {}
             */
            metadata: {
                [key: string]: string;
            };
        };
        /** @description What a gate answers. */
        GateAnswer: {
            /** @description The flag. */
            flag: string;
            /** @description The gate's name; `rollback` for the wish to be taken back. */
            gate: string;
            /** @description Whether it is open. */
            open: boolean;
        };
        /** @description The rollout that a flag follows, and what keeps it. */
        FollowedRollout: {
            /** @description The flag. */
            flag: string;
            /**
             * Format: double
             * @description Its share now, in percent.
             */
            percentage: number;
            /** @description The run that was heard of last. */
            run?: components["schemas"]["RolloutRun"] | null;
            /** @description Gates that somebody has opened or closed, by name. The others are closed. */
            gates?: {
                [key: string]: components["schemas"]["RolloutGate"];
            };
            /** @description Who has asked for the run to be taken back; null once it is over. */
            rollback?: components["schemas"]["RolloutGate"] | null;
            /** @description Why the share and all gates stay as they are. */
            held?: string | null;
        };
        /** @description One revision on its way to everybody. */
        RolloutRun: {
            /** @description The Canary's namespace. */
            namespace: string;
            /** @description Its name. */
            name: string;
            /** @description The revision. */
            checksum: string;
            /**
             * Format: date-time
             * @description When it was first heard of.
             */
            began: string;
            /**
             * Format: uint16
             * @description The largest weight of the canary that was told, in 1/100 %.
             */
            weight: number;
            /** @description Where it is. */
            state: components["schemas"]["RolloutState"];
            /**
             * @description Whether the share of the flag is where the run ended.
             * @default false
             */
            settled: boolean;
            /** @description Why Flagger halted last. */
            halted?: string | null;
            /**
             * Format: int64
             * @description The time of its newest event by Flagger's clock, in milliseconds since 1970.
             */
            newest_ms?: number | null;
        };
        /** @description Where a run is. */
        RolloutState: "running" | "succeeded" | "failed" | "ended";
        /** @description What somebody has said of a gate. */
        RolloutGate: {
            /** @description Whether it is open. */
            open: boolean;
            /** @description Who has said so. */
            by: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Why. */
            reason?: string | null;
        };
        /** @description The answer to an instant query, as Prometheus gives it. */
        QueryAnswer: {
            /** @description `success`, or `error`. */
            status: string;
            /** @description What was found. */
            data?: components["schemas"]["QueryData"] | null;
            /** @description `bad_data` where the query is none that is answered here. */
            errorType?: string | null;
            /** @description What is wrong with it. */
            error?: string | null;
        };
        /** @description A vector of values at one instant. */
        QueryData: {
            /** @description Always `vector`. */
            resultType: string;
            /** @description The values; none where there are no data. */
            result: components["schemas"]["QueryValue"][];
        };
        /** @description One value. */
        QueryValue: {
            /** @description Its labels. */
            metric: {
                [key: string]: string;
            };
            /** @description Seconds since 1970, and the value as text. */
            value: [
                number,
                string
            ];
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
        /**
         * @description How far an environment's change log goes, and the journal of its releases beside it, as the
         *     stream of its heads tells.
         */
        HeadNotice: {
            /** @description Id of the log. */
            log: string;
            /**
             * Format: uint64
             * @description Seq of its last entry.
             */
            seq: number;
            /**
             * Format: uint64
             * @description Where this is another number than before, more is known of a release: what checks found, what
             *     it waits for. That is no entry of the log.
             */
            journal: number;
        };
        /** @description Some evaluations of the last moments, an event of `GET /api/evaluations/stream`. */
        WatchedEvaluations: {
            /** @description In order of time; chosen at random where there were more than are sent. */
            items: components["schemas"]["WatchedEvaluation"][];
            /**
             * Format: uint64
             * @description How many more there were that could have been told.
             */
            left_out: number;
        };
        /** @description One evaluation. Who it was for is told by a hash alone. */
        WatchedEvaluation: {
            /** @description The flag or experiment. */
            key: string;
            /** @description The variant's name; null where there was no value. */
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
            /** @description Name and version of the SDK that has sampled it; null where this server evaluated. */
            sdk?: string | null;
            /** @description `targetingKey` as a hash and, of an SDK, the attributes that its program allows to be told. */
            context: {
                [key: string]: unknown;
            };
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
        /** @description A length of time such as `30s`, `5m`, `2h` or `1d`; at most `30d`. */
        Span: string;
        ReleaseStep: {
            name?: components["schemas"]["Name"];
            percentage: components["schemas"]["Percentage"];
            duration: components["schemas"]["Span"];
        };
        /** @description A number of the candidate, beside a baseline of the same moment. It has at least one bound; docs/releases.md has the rest. */
        ReleaseCheck: {
            name: components["schemas"]["Name"];
            /** @enum {string} */
            source: "prometheus" | "metric";
            query?: components["schemas"]["Text"];
            samples?: components["schemas"]["Text"];
            metric?: components["schemas"]["Key"];
            max?: number;
            min?: number;
            max_ratio?: number;
            min_ratio?: number;
            floor?: number;
            interval?: components["schemas"]["Span"];
            min_samples?: number;
            failures_allowed?: number;
            consecutive?: number;
            no_data_limit?: components["schemas"]["Span"];
            /**
             * @default ratio
             * @enum {string}
             */
            test: "ratio" | "sequential";
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
             * @description Which way is good. Where it is left out, `decrease` if the key has bounce, error, churn, refund, unsubscribe or latency in it, else `increase`.
             * @enum {string}
             */
            direction?: "increase" | "decrease";
            /** @description A user's total counts at most this much. As a percentile such as `p99.9`, at most what so many of all users' totals that are not zero are within. */
            cap?: number | string;
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
            in_force?: components["schemas"]["ServerField"];
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
             * @description Which way is good. Where it is left out, `decrease` if the key has bounce, error, churn, refund, unsubscribe or latency in it, else `increase`.
             * @enum {string}
             */
            direction?: "increase" | "decrease";
            /** @description A user's total counts at most this much. As a percentile such as `p99.9`, at most what so many of all users' totals that are not zero are within. */
            cap?: number | string;
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
            in_force?: components["schemas"]["ServerField"];
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
            cap?: (number | string) | null;
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
             * @description Which way is good. Where it is left out, `decrease` if the key has bounce, error, churn, refund, unsubscribe or latency in it, else `increase`.
             * @enum {string}
             */
            direction?: "increase" | "decrease";
            /** @description A user's total counts at most this much. As a percentile such as `p99.9`, at most what so many of all users' totals that are not zero are within. */
            cap?: number | string;
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
            in_force?: components["schemas"]["ServerField"];
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
            in_force?: components["schemas"]["ServerField"];
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
        NewRelease: {
            key: components["schemas"]["Key"];
            name?: components["schemas"]["Name"];
            flag?: components["schemas"]["Key"];
            /**
             * @default flag
             * @enum {string}
             */
            strategy: "flag" | "canary" | "blue_green";
            /** @description The percentages rise and end at 100. Absent: 5, 25, 50, 75 and 100 % for 5, 10, 15, 10 and 5 minutes. */
            steps?: components["schemas"]["ReleaseStep"][];
            /** @description The deployment that is released; canary and blue_green need it with its image. */
            target?: {
                namespace?: components["schemas"]["Name"];
                deployment: components["schemas"]["Name"];
                service?: components["schemas"]["Name"];
                image?: components["schemas"]["Name"];
            };
            /** @description Who sends traffic to the candidate. Default: `none` of strategy flag, else `gateway_api`. */
            router?: ("gateway_api" | "none") | {
                haproxy: {
                    socket: components["schemas"]["Name"];
                    backend: components["schemas"]["Name"];
                    candidate: components["schemas"]["Name"];
                    stable: components["schemas"]["Name"];
                };
            };
            /** @description Absent: error rate, p95 latency and conversion. */
            checks?: components["schemas"]["ReleaseCheck"][];
            smoke_tests?: {
                url: string;
                /** @default 200 */
                expect_status: number;
                timeout?: components["schemas"]["Span"];
            }[] | null;
            /**
             * @default rollback
             * @enum {string}
             */
            on_failure: "rollback" | "pause" | "ignore";
            /** @description Steps that somebody has to let begin. */
            gates?: {
                before: components["schemas"]["Name"];
            }[] | null;
            deadline?: components["schemas"]["Span"];
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
            in_force?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        };
        ReleaseDefinition: {
            key?: components["schemas"]["Key"];
            name?: components["schemas"]["Name"];
            flag?: components["schemas"]["Key"];
            /**
             * @default flag
             * @enum {string}
             */
            strategy: "flag" | "canary" | "blue_green";
            /** @description The percentages rise and end at 100. Absent: 5, 25, 50, 75 and 100 % for 5, 10, 15, 10 and 5 minutes. */
            steps?: components["schemas"]["ReleaseStep"][];
            /** @description The deployment that is released; canary and blue_green need it with its image. */
            target?: {
                namespace?: components["schemas"]["Name"];
                deployment: components["schemas"]["Name"];
                service?: components["schemas"]["Name"];
                image?: components["schemas"]["Name"];
            };
            /** @description Who sends traffic to the candidate. Default: `none` of strategy flag, else `gateway_api`. */
            router?: ("gateway_api" | "none") | {
                haproxy: {
                    socket: components["schemas"]["Name"];
                    backend: components["schemas"]["Name"];
                    candidate: components["schemas"]["Name"];
                    stable: components["schemas"]["Name"];
                };
            };
            /** @description Absent: error rate, p95 latency and conversion. */
            checks?: components["schemas"]["ReleaseCheck"][];
            smoke_tests?: {
                url: string;
                /** @default 200 */
                expect_status: number;
                timeout?: components["schemas"]["Span"];
            }[] | null;
            /**
             * @default rollback
             * @enum {string}
             */
            on_failure: "rollback" | "pause" | "ignore";
            /** @description Steps that somebody has to let begin. */
            gates?: {
                before: components["schemas"]["Name"];
            }[] | null;
            deadline?: components["schemas"]["Span"];
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
            in_force?: components["schemas"]["ServerField"];
            managed_by?: components["schemas"]["ServerField"];
            managed_at?: components["schemas"]["ServerField"];
            status?: components["schemas"]["ServerField"];
            warnings?: components["schemas"]["ServerField"];
        };
        /** @description JSON merge patch (RFC 7396): null removes a field. */
        ReleasePatch: {
            name?: components["schemas"]["Name"] | null;
            flag?: components["schemas"]["Key"] | null;
            strategy?: ("flag" | "canary" | "blue_green") | null;
            steps?: components["schemas"]["ReleaseStep"][] | null;
            target?: {
                namespace?: components["schemas"]["Name"];
                deployment: components["schemas"]["Name"];
                service?: components["schemas"]["Name"];
                image?: components["schemas"]["Name"];
            } | null;
            router?: (("gateway_api" | "none") | {
                haproxy: {
                    socket: components["schemas"]["Name"];
                    backend: components["schemas"]["Name"];
                    candidate: components["schemas"]["Name"];
                    stable: components["schemas"]["Name"];
                };
            }) | null;
            checks?: components["schemas"]["ReleaseCheck"][] | null;
            smoke_tests?: ({
                url: string;
                /** @default 200 */
                expect_status: number;
                timeout?: components["schemas"]["Span"];
            }[] | null) | null;
            on_failure?: ("rollback" | "pause" | "ignore") | null;
            gates?: ({
                before: components["schemas"]["Name"];
            }[] | null) | null;
            deadline?: components["schemas"]["Span"] | null;
            description?: components["schemas"]["Text"] | null;
            owner?: components["schemas"]["Name"] | null;
            tags?: (string[] | string) | null;
            metadata?: ({
                [key: string]: components["schemas"]["Text"];
            } | null) | null;
        } & {
            [key: string]: null;
        };
        Release: components["schemas"]["Document"] & {
            name?: components["schemas"]["Name"];
            flag?: components["schemas"]["Key"];
            /**
             * @default flag
             * @enum {string}
             */
            strategy: "flag" | "canary" | "blue_green";
            /** @description The percentages rise and end at 100. Absent: 5, 25, 50, 75 and 100 % for 5, 10, 15, 10 and 5 minutes. */
            steps?: components["schemas"]["ReleaseStep"][];
            /** @description The deployment that is released; canary and blue_green need it with its image. */
            target?: {
                namespace?: components["schemas"]["Name"];
                deployment: components["schemas"]["Name"];
                service?: components["schemas"]["Name"];
                image?: components["schemas"]["Name"];
            };
            /** @description Who sends traffic to the candidate. Default: `none` of strategy flag, else `gateway_api`. */
            router?: ("gateway_api" | "none") | {
                haproxy: {
                    socket: components["schemas"]["Name"];
                    backend: components["schemas"]["Name"];
                    candidate: components["schemas"]["Name"];
                    stable: components["schemas"]["Name"];
                };
            };
            /** @description Absent: error rate, p95 latency and conversion. */
            checks?: components["schemas"]["ReleaseCheck"][];
            smoke_tests?: {
                url: string;
                /** @default 200 */
                expect_status: number;
                timeout?: components["schemas"]["Span"];
            }[] | null;
            /**
             * @default rollback
             * @enum {string}
             */
            on_failure: "rollback" | "pause" | "ignore";
            /** @description Steps that somebody has to let begin. */
            gates?: {
                before: components["schemas"]["Name"];
            }[] | null;
            deadline?: components["schemas"]["Span"];
            description?: components["schemas"]["Text"];
            owner?: components["schemas"]["Name"];
            tags?: string[] | string;
            /** @description Strings for people. Evaluation never reads them. */
            metadata?: {
                [key: string]: components["schemas"]["Text"];
            } | null;
        };
        /** @description One page of a list. */
        ReleasePage: {
            items: components["schemas"]["Release"][];
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
            releases?: {
                [key: string]: components["schemas"]["ReleaseDefinition"];
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
        /** @description A token of this kind, or for these environments, may not; or a gate is closed (`gate_closed`). */
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
                /** @description Only those that are there in their lives. */
                status?: "draft" | "running" | "ended" | "concluded" | "archived";
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
    listReleases: {
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
                    "application/json": components["schemas"]["ReleasePage"];
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
    createRelease: {
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
                 *       "key": "checkout_v2",
                 *       "flag": "deployment_v2",
                 *       "steps": [
                 *         {
                 *           "name": "canary",
                 *           "percentage": 5,
                 *           "duration": "5m"
                 *         },
                 *         {
                 *           "name": "full",
                 *           "percentage": 100,
                 *           "duration": "10m"
                 *         }
                 *       ],
                 *       "gates": [
                 *         {
                 *           "before": "full"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewRelease"];
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
                    "application/json": components["schemas"]["Release"];
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
    getRelease: {
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
                    "application/json": components["schemas"]["Release"];
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
    putRelease: {
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
                 *       "flag": "deployment_v2",
                 *       "checks": [
                 *         {
                 *           "name": "error rate",
                 *           "source": "prometheus",
                 *           "query": "sum(rate(errors_total{track=\"{{track}}\"}[1m]))",
                 *           "max_ratio": 1.1,
                 *           "floor": 0.001,
                 *           "min_samples": 200
                 *         },
                 *         {
                 *           "name": "conversion",
                 *           "source": "metric",
                 *           "metric": "conversion_rate",
                 *           "min_ratio": 0.95,
                 *           "test": "sequential"
                 *         }
                 *       ],
                 *       "deadline": "4h"
                 *     }
                 */
                "application/json": components["schemas"]["ReleaseDefinition"];
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
                    "application/json": components["schemas"]["Release"];
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
                    "application/json": components["schemas"]["Release"];
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
    deleteRelease: {
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
    patchRelease: {
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
                 *       "on_failure": "pause"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["ReleasePatch"];
                /**
                 * @example {
                 *       "on_failure": "pause"
                 *     }
                 */
                "application/json": components["schemas"]["ReleasePatch"];
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
                    "application/json": components["schemas"]["Release"];
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
    getReleaseHistory: {
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
                kind?: "created" | "updated" | "deleted" | "rolled_back" | "killed" | "revived" | "frozen" | "unfrozen" | "scheduled" | "applied" | "cancelled" | "drafted" | "started" | "concluded" | "archived" | "unarchived" | "tested" | "shared" | "launched" | "paused" | "resumed" | "approved" | "promoted" | "aborted" | "succeeded" | "taken_back" | "erased";
                /** @description Only entries about keys of this collection, such as `features`. */
                collection?: "features" | "segments" | "metrics" | "experiments" | "releases" | "environment" | "schedules" | "environments" | "tokens" | "channels";
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
                kind?: "created" | "updated" | "deleted" | "rolled_back" | "killed" | "revived" | "frozen" | "unfrozen" | "scheduled" | "applied" | "cancelled" | "drafted" | "started" | "concluded" | "archived" | "unarchived" | "tested" | "shared" | "launched" | "paused" | "resumed" | "approved" | "promoted" | "aborted" | "succeeded" | "taken_back" | "erased";
                /** @description Only entries about keys of this collection, such as `features`. */
                collection?: "features" | "segments" | "metrics" | "experiments" | "releases" | "environment" | "schedules" | "environments" | "tokens" | "channels";
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
                kind?: "created" | "updated" | "deleted" | "rolled_back" | "killed" | "revived" | "frozen" | "unfrozen" | "scheduled" | "applied" | "cancelled" | "drafted" | "started" | "concluded" | "archived" | "unarchived" | "tested" | "shared" | "launched" | "paused" | "resumed" | "approved" | "promoted" | "aborted" | "succeeded" | "taken_back" | "erased";
                /** @description Only entries about keys of this collection, such as `features`. */
                collection?: "features" | "segments" | "metrics" | "experiments" | "releases" | "environment" | "schedules" | "environments" | "tokens" | "channels";
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
                kind?: "created" | "updated" | "deleted" | "rolled_back" | "killed" | "revived" | "frozen" | "unfrozen" | "scheduled" | "applied" | "cancelled" | "drafted" | "started" | "concluded" | "archived" | "unarchived" | "tested" | "shared" | "launched" | "paused" | "resumed" | "approved" | "promoted" | "aborted" | "succeeded" | "taken_back" | "erased";
                /** @description Only entries about keys of this collection, such as `features`. */
                collection?: "features" | "segments" | "metrics" | "experiments" | "releases" | "environment" | "schedules" | "environments" | "tokens" | "channels";
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
            422: components["responses"]["Invalid"];
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
            422: components["responses"]["Invalid"];
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
    startExperiment: {
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
                 *       "baseline": 0.1,
                 *       "reason": "the new design is ready"
                 *     }
                 */
                "application/json": components["schemas"]["StartRequest"];
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
                    "application/json": components["schemas"]["Started"];
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
    concludeExperiment: {
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
                 *       "ship": "control",
                 *       "reason": "it has to go"
                 *     }
                 */
                "application/json": components["schemas"]["ConcludeRequest"];
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
                    "application/json": components["schemas"]["Concluded"];
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
    archiveExperiment: {
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
                 *       "reason": "written up"
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
                    "application/json": components["schemas"]["Concluded"];
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
    unarchiveExperiment: {
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
                /** @example {} */
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
                    "application/json": components["schemas"]["Concluded"];
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
    monitorExperiment: {
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
                /** @example {} */
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
                    "application/json": components["schemas"]["Monitored"];
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
    assign: {
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
                 *       "user": "user-1",
                 *       "attributes": {
                 *         "plan": "premium"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["AssignRequest"];
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
                    "application/json": components["schemas"]["Assigned"];
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
    listReleaseRuns: {
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
                /** @description `true`: only those that are not over. */
                active?: boolean;
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
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getReleaseStatus: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Which run of the release, from 1; without it, the last one. */
                run?: number;
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
                    "application/json": components["schemas"]["ReleaseStatus"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listReleaseChecks: {
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
                /** @description Which run of the release, from 1; without it, the last one. */
                run?: number;
                /** @description Only what this check found. */
                check?: string;
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
    startRelease: {
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
                 *       "revive": false,
                 *       "dry_run": true,
                 *       "reason": "the new checkout is ready"
                 *     }
                 */
                "application/json": components["schemas"]["ReleaseStartRequest"];
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
                    "application/json": components["schemas"]["ReleaseStatus"];
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
    runRelease: {
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
                 *       "file": {
                 *         "name": "release.yaml",
                 *         "text": "releases: {checkout_v2: {flag: checkout, checks: []}}"
                 *       },
                 *       "revive": true,
                 *       "reason": "build 42"
                 *     }
                 */
                "application/json": components["schemas"]["ReleaseRunRequest"];
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
                    "application/json": components["schemas"]["ReleaseOfFile"];
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
    approveRelease: {
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
                 *       "step": "full",
                 *       "reason": "the numbers are good"
                 *     }
                 */
                "application/json": components["schemas"]["ApproveRequest"];
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
                    "application/json": components["schemas"]["ReleaseStatus"];
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
    pauseRelease: {
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
                 *       "reason": "the on-call changes"
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
                    "application/json": components["schemas"]["ReleaseStatus"];
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
    resumeRelease: {
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
                /** @example {} */
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
                    "application/json": components["schemas"]["ReleaseStatus"];
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
    promoteRelease: {
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
                 *       "reason": "it is small"
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
                    "application/json": components["schemas"]["ReleaseStatus"];
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
    abortRelease: {
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
                 *       "reason": "support is called"
                 *     }
                 */
                "application/json": components["schemas"]["AbortRequest"];
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
                    "application/json": components["schemas"]["ReleaseStatus"];
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
    power: {
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
                 *       "definition": {
                 *         "variants": {
                 *           "control": 0.5,
                 *           "green": 0.5
                 *         },
                 *         "metrics": [
                 *           "click_rate"
                 *         ],
                 *         "min_detectable_effect": 0.05
                 *       },
                 *       "baseline": 0.1
                 *     }
                 */
                "application/json": components["schemas"]["PowerRequest"];
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
                    "application/json": components["schemas"]["PowerAnswer"];
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
                    "application/json": components["schemas"]["Page3"];
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
                    "application/json": components["schemas"]["Page4"];
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
    rollbackRelease: {
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
    getFeatureResults: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Compute it now, in place of what was computed last. */
                refresh?: boolean;
                /** @description Of this phase; without it, of the last one. */
                phase?: number;
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
                    "application/json": components["schemas"]["Results"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getFeatureResultsSeries: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How far apart the points are: the last of each hour or day. */
                step?: "hour" | "day";
                /** @description From when on. Of more than 2,000 points the last are given. */
                from?: string;
                /** @description Until when, excluded; without it, until now. */
                to?: string;
                /** @description Of this phase; without it, of the last one. */
                phase?: number;
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
                    "application/json": components["schemas"]["ResultsSeries"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getFeatureResultsBreakdown: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The attribute of exposures. */
                attribute?: string;
                /** @description Compute it now, in place of what was computed last. */
                refresh?: boolean;
                /** @description Of this phase; without it, of the last one. */
                phase?: number;
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
                    "application/json": components["schemas"]["Breakdown"];
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
    getFeatureResultsExport: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Of this phase; without it, of the last one. */
                phase?: number;
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
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getExperimentResults: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Compute it now, in place of what was computed last. */
                refresh?: boolean;
                /** @description Of this phase; without it, of the last one. */
                phase?: number;
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
                    "application/json": components["schemas"]["Results"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getExperimentResultsSeries: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description How far apart the points are: the last of each hour or day. */
                step?: "hour" | "day";
                /** @description From when on. Of more than 2,000 points the last are given. */
                from?: string;
                /** @description Until when, excluded; without it, until now. */
                to?: string;
                /** @description Of this phase; without it, of the last one. */
                phase?: number;
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
                    "application/json": components["schemas"]["ResultsSeries"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getExperimentResultsBreakdown: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The attribute of exposures. */
                attribute?: string;
                /** @description Compute it now, in place of what was computed last. */
                refresh?: boolean;
                /** @description Of this phase; without it, of the last one. */
                phase?: number;
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
                    "application/json": components["schemas"]["Breakdown"];
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
    getExperimentResultsExport: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Of this phase; without it, of the last one. */
                phase?: number;
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
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    listChannels: {
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
                    "application/json": components["schemas"]["Page5"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    createChannel: {
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
                 *       "name": "ops-chat",
                 *       "type": "webhook",
                 *       "url": "https://hooks.example.com/hoist",
                 *       "environments": [
                 *         "default"
                 *       ],
                 *       "kinds": [
                 *         "killed",
                 *         "revived"
                 *       ],
                 *       "tags": [
                 *         "checkout"
                 *       ],
                 *       "reason": "on call"
                 *     }
                 */
                "application/json": components["schemas"]["NewChannel"];
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
                    "application/json": components["schemas"]["IssuedChannel"];
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
    getChannel: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["Channel"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    deleteChannel: {
        parameters: {
            query?: never;
            header?: never;
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
    rotateChannel: {
        parameters: {
            query?: never;
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
                 *       "reason": "it leaked"
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
                    "application/json": components["schemas"]["IssuedChannel"];
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
    testChannel: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["TestedChannel"];
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
    listDeadMessages: {
        parameters: {
            query?: {
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
                    "application/json": components["schemas"]["Page6"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    replayMessages: {
        parameters: {
            query?: never;
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
                 *       "id": 17
                 *     }
                 */
                "application/json": components["schemas"]["ReplayRequest"];
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
                    "application/json": components["schemas"]["Replayed"];
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
                    "application/json": components["schemas"]["Page7"];
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
    takeFlaggerCall: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The flag. Absent, `flag` in the call's metadata, else the only one of a webhook token. */
                flag?: string;
                /** @description The token, where no header can be sent. It may also be the password in the URL. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "shop",
                 *       "namespace": "production",
                 *       "phase": "Progressing",
                 *       "checksum": "855575bdbd",
                 *       "metadata": {
                 *         "eventMessage": "Advance shop.production canary weight 25",
                 *         "eventType": "Normal",
                 *         "flag": "checkout"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["FlaggerCall"];
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
                    "application/json": components["schemas"]["FlaggerAnswer"];
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
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    checkGate: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The flag. Absent, `flag` in the call's metadata, else the only one of a webhook token. */
                flag?: string;
                /** @description The token, where no header can be sent. It may also be the password in the URL. */
                token?: string;
                /** @description Which gate of the flag; `rollout` where it is absent. */
                gate?: "rollout" | "traffic" | "promotion";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "shop",
                 *       "namespace": "production",
                 *       "phase": "Progressing",
                 *       "checksum": "855575bdbd"
                 *     }
                 */
                "application/json": components["schemas"]["FlaggerCall"];
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
                    "application/json": components["schemas"]["GateAnswer"];
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
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    checkRollback: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The flag. Absent, `flag` in the call's metadata, else the only one of a webhook token. */
                flag?: string;
                /** @description The token, where no header can be sent. It may also be the password in the URL. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "shop",
                 *       "namespace": "production",
                 *       "phase": "Progressing",
                 *       "checksum": "855575bdbd"
                 *     }
                 */
                "application/json": components["schemas"]["FlaggerCall"];
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
                    "application/json": components["schemas"]["GateAnswer"];
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
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    getRollout: {
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
                    "application/json": components["schemas"]["FollowedRollout"];
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
    forgetRollout: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Whether the share may go up to the definition's. Absent, it stays where it is then. */
                raise?: boolean;
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
                    "application/json": components["schemas"]["FollowedRollout"];
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
    approveGate: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The flag. Absent, `flag` in the call's metadata, else the only one of a webhook token. */
                flag?: string;
                /** @description Which gate of the flag; `rollout` where it is absent. */
                gate?: "rollout" | "traffic" | "promotion";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "the numbers are good"
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
                    "application/json": components["schemas"]["GateAnswer"];
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
    haltGate: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The flag. Absent, `flag` in the call's metadata, else the only one of a webhook token. */
                flag?: string;
                /** @description Which gate of the flag; `rollout` where it is absent. */
                gate?: "rollout" | "traffic" | "promotion";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "let us look first"
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
                    "application/json": components["schemas"]["GateAnswer"];
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
    openGate: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The flag. Absent, `flag` in the call's metadata, else the only one of a webhook token. */
                flag?: string;
                /** @description Which gate of the flag; `rollout` where it is absent. */
                gate?: "rollout" | "traffic" | "promotion";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "the numbers are good"
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
                    "application/json": components["schemas"]["GateAnswer"];
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
    closeGate: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The flag. Absent, `flag` in the call's metadata, else the only one of a webhook token. */
                flag?: string;
                /** @description Which gate of the flag; `rollout` where it is absent. */
                gate?: "rollout" | "traffic" | "promotion";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
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
                    "application/json": components["schemas"]["GateAnswer"];
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
    askForRollback: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The flag. Absent, `flag` in the call's metadata, else the only one of a webhook token. */
                flag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "customers complain"
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
                    "application/json": components["schemas"]["GateAnswer"];
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
    dropRollback: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description The flag. Absent, `flag` in the call's metadata, else the only one of a webhook token. */
                flag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
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
                    "application/json": components["schemas"]["GateAnswer"];
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
    queryInstant: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description `vector(N)`, `hoist_conversion_ratio`, sums of `business_sessions_total` and `business_conversions_total` by experiment and variant, and quotients of these. */
                query?: string;
                /** @description Seconds since 1970; only the present is answered. */
                time?: number;
                /** @description The token, where no header can be sent. It may also be the password in the URL. */
                token?: string;
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
                    "application/json": components["schemas"]["QueryAnswer"];
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
                    "application/json": components["schemas"]["QueryAnswer"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
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
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
    streamEvaluations: {
        parameters: {
            query?: {
                /**
                 * @description The environment; without it, the token's only one, else `default`.
                 * @example default
                 */
                environment?: string;
                /** @description Only evaluations of this flag or experiment. */
                key?: string;
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
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyRequests"];
            "5XX": components["responses"]["ServerFault"];
        };
    };
}
