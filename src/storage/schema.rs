//! The tables as diesel sees them; `migrations/` is where they are made.
#![expect(
    missing_docs,
    reason = "diesel makes a module a table and a type a column; the migrations say what they hold"
)]

diesel::table! {
    users (id) {
        id -> Uuid,
        email -> Nullable<Citext>,
        password_hash -> Nullable<Text>,
        role -> Text,
        first_name -> Text,
        last_name -> Text,
        phone -> Nullable<Text>,
        locale -> Text,
        time_zone -> Text,
        email_verified_at -> Nullable<Timestamptz>,
        phone_verified_at -> Nullable<Timestamptz>,
        disabled_at -> Nullable<Timestamptz>,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        mfa_enabled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    patient_profiles (user_id) {
        user_id -> Uuid,
        date_of_birth -> Nullable<Date>,
        gender -> Nullable<Text>,
        address -> Text,
        emergency_contact -> Text,
        emergency_phone -> Nullable<Text>,
        insurance -> Text,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    auth_sessions (id) {
        id -> Uuid,
        user_id -> Uuid,
        cookie_hash -> Nullable<Bytea>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        user_agent -> Text,
        ip -> Nullable<Text>,
        last_used_at -> Timestamptz,
        authenticated_at -> Timestamptz,
        trusted -> Bool,
        enrolling -> Bool,
    }
}

diesel::table! {
    refresh_tokens (id) {
        id -> Uuid,
        session_id -> Uuid,
        token_hash -> Bytea,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        replayed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    one_time_tokens (id) {
        id -> Uuid,
        user_id -> Uuid,
        purpose -> Text,
        hash -> Bytea,
        address -> Text,
        attempts -> Integer,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    mfa_methods (user_id) {
        user_id -> Uuid,
        sealed -> Bytea,
        drift_steps -> Integer,
        last_step -> BigInt,
        confirmed_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    recovery_codes (user_id, hash) {
        user_id -> Uuid,
        hash -> Bytea,
        used_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    login_attempts (id) {
        id -> Uuid,
        account -> Bytea,
        network -> Bytea,
        device -> Nullable<Bytea>,
        failed -> Bool,
        at -> Timestamptz,
    }
}

diesel::table! {
    avatars (user_id) {
        user_id -> Uuid,
        image -> Bytea,
        media_type -> Text,
        sha256 -> Bytea,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    dependants (guardian_id, dependant_id) {
        guardian_id -> Uuid,
        dependant_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    consents (id) {
        id -> Uuid,
        user_id -> Uuid,
        kind -> Text,
        granted -> Bool,
        wording -> Text,
        source -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    clinics (id) {
        id -> Uuid,
        name -> Text,
        address -> Text,
        time_zone -> Text,
        phone -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    clinic_members (clinic_id, user_id) {
        clinic_id -> Uuid,
        user_id -> Uuid,
        role -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    clinic_closures (id) {
        id -> Uuid,
        clinic_id -> Uuid,
        starts_on -> Date,
        ends_on -> Date,
        reason -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    doctor_profiles (user_id) {
        user_id -> Uuid,
        license_number -> Text,
        specialty -> Text,
        subspecialty -> Text,
        years_experience -> Integer,
        bio -> Text,
        languages -> Array<Text>,
        consultation_fee_minor -> Nullable<BigInt>,
        currency -> Text,
        accepts_new_patients -> Bool,
        auto_confirm -> Bool,
        rating_sum -> BigInt,
        rating_count -> BigInt,
        search -> Text,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        first_name -> Text,
        last_name -> Text,
    }
}

diesel::table! {
    schedules (doctor_id) {
        doctor_id -> Uuid,
        time_zone -> Text,
        rules_version -> BigInt,
        calendar_version -> BigInt,
        min_notice_minutes -> Integer,
        max_advance_days -> Integer,
        cancel_cutoff_minutes -> Integer,
        slot_grid_minutes -> Integer,
        max_per_day -> Nullable<Integer>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    availability_rules (id) {
        id -> Uuid,
        doctor_id -> Uuid,
        clinic_id -> Uuid,
        weekday -> SmallInt,
        start_time -> Time,
        end_time -> Time,
        valid_from -> Nullable<Date>,
        valid_until -> Nullable<Date>,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    time_off (id) {
        id -> Uuid,
        doctor_id -> Uuid,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        reason -> Text,
        created_at -> Timestamptz,
        recurrence -> Nullable<Text>,
        over_at -> Nullable<Timestamptz>,
        version -> Integer,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    availability_overrides (id) {
        id -> Uuid,
        doctor_id -> Uuid,
        date -> Date,
        clinics -> Nullable<Array<Uuid>>,
        reason -> Text,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    availability_override_windows (override_id, start_time) {
        override_id -> Uuid,
        clinic_id -> Uuid,
        start_time -> Time,
        end_time -> Time,
    }
}

diesel::table! {
    appointment_types (doctor_id, code) {
        doctor_id -> Uuid,
        code -> Text,
        duration_minutes -> Integer,
        buffer_before_minutes -> Integer,
        buffer_after_minutes -> Integer,
        mode -> Text,
        created_at -> Timestamptz,
        capacity -> Integer,
        grid_minutes -> Nullable<Integer>,
        price_minor -> Nullable<BigInt>,
        currency -> Nullable<Text>,
        version -> Integer,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    appointments (id) {
        id -> Uuid,
        doctor_id -> Uuid,
        patient_id -> Uuid,
        clinic_id -> Uuid,
        during -> Tstzrange,
        blocks -> Tstzrange,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        session_key -> Uuid,
        time_zone -> Text,
        appointment_type -> Text,
        mode -> Text,
        status -> Text,
        patient_notes -> Text,
        doctor_notes -> Text,
        cancel_reason -> Text,
        created_by -> Uuid,
        series_id -> Nullable<Uuid>,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        held_until -> Nullable<Timestamptz>,
        hold_renewed -> Bool,
        offer_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    group_sessions (id) {
        id -> Uuid,
        doctor_id -> Uuid,
        during -> Tstzrange,
        appointment_type -> Text,
        capacity -> Integer,
        taken -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency_keys (caller, key) {
        caller -> Uuid,
        key -> Text,
        request_hash -> Bytea,
        claim -> Uuid,
        status -> Nullable<SmallInt>,
        body -> Nullable<Jsonb>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    events (id) {
        id -> Uuid,
        #[sql_name = "type"]
        kind -> Text,
        appointment_id -> Nullable<Uuid>,
        user_id -> Nullable<Uuid>,
        actor_id -> Nullable<Uuid>,
        data -> Jsonb,
        created_at -> Timestamptz,
        published_at -> Nullable<Timestamptz>,
        expanded_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    notifications (id) {
        id -> Uuid,
        user_id -> Uuid,
        event_id -> Uuid,
        #[sql_name = "type"]
        kind -> Text,
        category -> Text,
        priority -> Text,
        title -> Text,
        body -> Text,
        data -> Jsonb,
        read_at -> Nullable<Timestamptz>,
        archived_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    deliveries (id) {
        id -> Uuid,
        event_id -> Uuid,
        user_id -> Uuid,
        channel -> Text,
        template -> Text,
        vars -> Jsonb,
        dedupe_key -> Text,
        priority -> SmallInt,
        run_at -> Timestamptz,
        state -> Text,
        attempts -> Integer,
        maybe_sent -> Bool,
        lease_until -> Nullable<Timestamptz>,
        lease_token -> Nullable<Uuid>,
        last_error -> Nullable<Text>,
        provider_id -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        category -> Text,
        appointment_id -> Nullable<Uuid>,
        not_after -> Nullable<Timestamptz>,
        at_once -> Bool,
        attempts_allowed -> Integer,
        address -> Nullable<Text>,
        via -> Nullable<Text>,
        provider_status -> Nullable<Text>,
        sent_at -> Nullable<Timestamptz>,
        deferred -> Bool,
    }
}

diesel::table! {
    notification_preferences (user_id) {
        user_id -> Uuid,
        channels -> Jsonb,
        reminder_minutes -> Nullable<Array<Int4>>,
        quiet_hours -> Nullable<Jsonb>,
        daily_cap -> Jsonb,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    suppressions (channel, address) {
        channel -> Text,
        address -> Citext,
        reason -> Text,
        detail -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    push_subscriptions (id) {
        id -> Uuid,
        user_id -> Uuid,
        endpoint -> Text,
        p256dh -> Bytea,
        auth -> Bytea,
        label -> Text,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    daily_counts (user_id, channel, day) {
        user_id -> Uuid,
        channel -> Text,
        day -> Date,
        sent -> Integer,
    }
}

diesel::table! {
    digest_items (delivery_id, event_id) {
        delivery_id -> Uuid,
        event_id -> Uuid,
    }
}

diesel::table! {
    inbound_texts (sid) {
        sid -> Text,
        address -> Text,
        keyword -> Text,
        answer -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    sms_questions (address) {
        address -> Text,
        keyword -> Text,
        choices -> Array<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    delivery_attempts (delivery_id, attempt) {
        delivery_id -> Uuid,
        attempt -> Integer,
        at -> Timestamptz,
        outcome -> Text,
        provider_id -> Nullable<Text>,
        reason -> Nullable<Text>,
        channel -> Text,
    }
}

diesel::table! {
    leases (name) {
        name -> Text,
        node -> Uuid,
        fence -> BigInt,
        until -> Timestamptz,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Uuid,
        at -> Timestamptz,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        action -> Text,
        object_kind -> Text,
        object_id -> Nullable<Uuid>,
        patient_id -> Nullable<Uuid>,
        request_id -> Nullable<Text>,
        ip -> Nullable<Text>,
        outcome -> Text,
        detail -> Jsonb,
    }
}

diesel::table! {
    audit_chain (position) {
        position -> BigInt,
        audit_id -> Uuid,
        hash -> Bytea,
    }
}

diesel::table! {
    audit_unchained (audit_id) {
        audit_id -> Uuid,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Uuid,
        clinic_id -> Uuid,
        name -> Text,
        prefix -> Text,
        secret_hash -> Bytea,
        scopes -> Array<Text>,
        rate_tier -> Text,
        created_by -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    clinic_patients (clinic_id, patient_id) {
        clinic_id -> Uuid,
        patient_id -> Uuid,
        registered_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    break_glass_grants (id) {
        id -> Uuid,
        user_id -> Uuid,
        patient_id -> Uuid,
        reason -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    calendar_feeds (user_id) {
        user_id -> Uuid,
        secret_hash -> Bytea,
        created_at -> Timestamptz,
        last_read_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    waitlist_entries (id) {
        id -> Uuid,
        patient_id -> Uuid,
        doctor_id -> Nullable<Uuid>,
        specialty -> Nullable<Text>,
        appointment_type -> Text,
        reach -> Tstzrange,
        from_day -> Nullable<Date>,
        to_day -> Nullable<Date>,
        day_start -> Nullable<Time>,
        day_end -> Nullable<Time>,
        status -> Text,
        created_by -> Uuid,
        version -> Integer,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    waitlist_offers (id) {
        id -> Uuid,
        entry_id -> Uuid,
        patient_id -> Uuid,
        doctor_id -> Uuid,
        clinic_id -> Uuid,
        appointment_type -> Text,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        time_zone -> Text,
        hold_id -> Uuid,
        state -> Text,
        expires_at -> Timestamptz,
        created_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    conversations (id) {
        id -> Uuid,
        patient_id -> Uuid,
        appointment_id -> Nullable<Uuid>,
        subject -> Text,
        message_count -> Integer,
        created_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    participants (conversation_id, user_id) {
        conversation_id -> Uuid,
        user_id -> Uuid,
        clinic_id -> Nullable<Uuid>,
        latest_id -> Uuid,
        read_position -> Integer,
        last_read_message_id -> Nullable<Uuid>,
        last_read_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    messages (id) {
        id -> Uuid,
        conversation_id -> Uuid,
        position -> Integer,
        sender_id -> Uuid,
        body -> Text,
        client_id -> Nullable<Text>,
        edited_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    attachments (id) {
        id -> Uuid,
        uploader_id -> Uuid,
        message_id -> Nullable<Uuid>,
        name -> Text,
        content_type -> Text,
        size_bytes -> Integer,
        sha256 -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    attachment_contents (attachment_id) {
        attachment_id -> Uuid,
        content -> Bytea,
    }
}

diesel::joinable!(participants -> users (user_id));
diesel::joinable!(messages -> users (sender_id));
diesel::joinable!(waitlist_entries -> users (patient_id));
diesel::joinable!(waitlist_offers -> users (doctor_id));
diesel::joinable!(calendar_feeds -> users (user_id));
diesel::joinable!(notification_preferences -> users (user_id));
diesel::joinable!(api_keys -> clinics (clinic_id));
diesel::joinable!(doctor_profiles -> users (user_id));
diesel::joinable!(schedules -> doctor_profiles (doctor_id));
diesel::joinable!(clinic_members -> clinics (clinic_id));
diesel::joinable!(clinic_members -> users (user_id));
diesel::joinable!(clinic_closures -> clinics (clinic_id));
diesel::joinable!(availability_rules -> clinics (clinic_id));
diesel::joinable!(availability_override_windows -> availability_overrides (override_id));
diesel::joinable!(availability_override_windows -> clinics (clinic_id));
diesel::joinable!(appointment_types -> doctor_profiles (doctor_id));
diesel::joinable!(refresh_tokens -> auth_sessions (session_id));
diesel::joinable!(auth_sessions -> users (user_id));
diesel::joinable!(one_time_tokens -> users (user_id));
diesel::joinable!(mfa_methods -> users (user_id));
diesel::joinable!(patient_profiles -> users (user_id));
diesel::joinable!(avatars -> users (user_id));
diesel::joinable!(dependants -> users (dependant_id));
diesel::allow_tables_to_appear_in_same_query!(
    users,
    api_keys,
    calendar_feeds,
    clinic_patients,
    break_glass_grants,
    patient_profiles,
    auth_sessions,
    refresh_tokens,
    one_time_tokens,
    mfa_methods,
    recovery_codes,
    login_attempts,
    avatars,
    dependants,
    consents,
    clinics,
    clinic_members,
    clinic_closures,
    doctor_profiles,
    schedules,
    availability_rules,
    availability_overrides,
    availability_override_windows,
    time_off,
    appointment_types,
    appointments,
    events,
    notifications,
    deliveries,
    delivery_attempts,
    notification_preferences,
    suppressions,
    push_subscriptions,
    daily_counts,
    digest_items,
    inbound_texts,
    sms_questions,
    audit_log,
    audit_chain,
    audit_unchained,
    waitlist_entries,
    waitlist_offers,
    conversations,
    participants,
    messages,
    attachments,
    attachment_contents,
);
