import { testRule } from '#test/support/rule-tester.ts';

testRule('link-text', {
  flagged: [
    { html: '<a href="https://www.marketplace.example/h">«click here»</a>', messageId: 'generic' },
    { html: '<a href="https://www.marketplace.example/h">«hier»</a>' },
    { html: '<a href="https://www.marketplace.example/h">«klik hier»</a>' },
    { html: '<a href="https://www.marketplace.example/h">«cliquez ici»</a>' },
    { html: '<a href="https://www.marketplace.example/h">«pulse aquí»</a>' },
    { html: '<a href="https://www.marketplace.example/h">«clicchi qui»</a>' },
    { html: '<a href="https://www.marketplace.example/h">«kliknij tutaj»</a>' },
    { html: '<a href="https://www.marketplace.example/h">«klicka här»</a>' },
    { html: '<a href="https://www.marketplace.example/h">«こちら»</a>' },
    { html: '<a href="https://www.marketplace.example/h">«buraya tıklayın»</a>' },
    {
      html: '«<a href="https://www.marketplace.example/h">https://www.marketplace.example/h</a>»',
      messageId: 'address',
    },
    { html: '«<a href="https://www.marketplace.example/h"><img src="cid:a"></a>»', messageId: 'empty' },
  ],
  permitted: [
    { html: '<a href="https://www.marketplace.example/h">Colour chart for benches</a>' },
    { html: '<a href="https://www.marketplace.example/h"><img src="cid:a" alt="Guide to foam"></a>' },
    { html: '<a href="https://www.marketplace.example/h">click here for the colour chart</a>' },
    { html: '<a name="top">here</a>' },
  ],
});
