DROP TABLE attachment_contents;
DROP TABLE attachments;
DROP TABLE messages;
DROP TABLE participants;
DROP TABLE conversations;
